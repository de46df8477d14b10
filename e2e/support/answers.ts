import type { FormFindingView, NilReturned } from '@congvu/contracts';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { SentFile } from './api.ts';
import { CONFUSED, CONTRADICTING, HIRED, HIRING, LEAVING, NIL, type Plan, planFor, RETURNED } from './forms-plan.ts';
import { typedSheet } from './sheets.ts';
import type { Cast } from './story.ts';
import { approveAll, enterUnit, type Row, send, type Unit, write } from './unit.ts';

export const CODES: Record<string, string> = {
  'account.new': 'M06',
  'account.revoke': 'M07',
  'account.mobile': 'M08',
  'mailbox.revoke': 'M09',
  'mailbox.new': 'M10',
};

/** The agencies as they answer the campaign, each with the mistakes of its own. */
export class Answers {
  readonly #cast: Cast;
  readonly plans = new Map<string, Plan>();
  /** Requests by agency and kind. */
  readonly sent = new Map<string, string>();
  campaignId = '';

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  /** Things of a neighbour are no agency's to give away: its account, and a mailbox that is being taken away already. */
  async #refuseForeign({ clerk }: Unit): Promise<void> {
    const theirs = this.plans.get(CONFUSED.neighbour)?.lists;
    for (const [kind, code] of [
      ['account.revoke', 'requests.account_of_other_unit'],
      ['mailbox.revoke', 'requests.mailbox_not_active'],
    ] as const) {
      const rows = (theirs?.get(kind) ?? []).slice(0, 1).map((row) => ({ ...row }));
      const checked = await clerk.call<{ findings: FormFindingView[] }>('POST', `/api/requests/check/${kind}`, {
        rows,
      });
      expect(checked.findings.map((finding) => finding.code)).toEqual([code]);
    }
  }

  /** What an agency puts together; every agency with the mistakes of its own. */
  async plan(unit: Unit): Promise<Plan> {
    const { name, clerk } = unit;
    const made = await planFor(clerk, {
      name,
      index: this.#cast.receivers.indexOf(name),
      leaders: this.#cast.leaders(name),
      ...(name === HIRING && { hired: HIRED }),
      ...(name === LEAVING && { leaving: this.#cast.people(name).at(-1) ?? '' }),
    });
    if (name === CONTRADICTING) {
      const [idle] = made.lists.get('account.revoke') ?? [];
      const mobile = made.lists.get('account.mobile') ?? [];
      const { reason: _reason, ...same } = idle ?? {};
      const revoke = made.lists.get('account.revoke') ?? [];
      made.lists.delete('account.revoke');
      made.lists.set('account.mobile', [...mobile, same]);
      // Signed last: once it is, the account may no longer be named elsewhere.
      made.lists.set('account.revoke', revoke);
    }
    if (name === CONFUSED.unit) {
      await this.#refuseForeign(unit);
    }
    if (name === RETURNED) {
      made.lists.set(
        'account.revoke',
        (made.lists.get('account.revoke') ?? []).map((row, index) =>
          index < 2 ? { ...row, position: 'Cán bộ' } : row,
        ),
      );
    }
    return made;
  }

  async #writeLists(unit: Unit, lists: Plan['lists']): Promise<string[]> {
    const ids: string[] = [];
    for (const [kind, rows] of lists) {
      const view = await write(unit.clerk, { kind, content: { rows }, campaignId: this.campaignId });
      const { id } = await send(unit.clerk, view);
      this.sent.set(`${unit.name}|${kind}`, id);
      ids.push(id);
    }
    return ids;
  }

  async respond(name: string): Promise<void> {
    const unit = await enterUnit(this.#cast, name);
    await unit.clerk.call('POST', `/api/campaigns/${this.campaignId}/opened`);
    const made = NIL.includes(name) ? undefined : await this.plan(unit);
    const ids = made === undefined ? [] : await this.#writeLists(unit, made.lists);
    if (made === undefined || made.nil.length > 0) {
      const body = made === undefined ? {} : { forms: made.nil.map((kind) => CODES[kind]) };
      const given = await unit.clerk.call<z.infer<typeof NilReturned>>(
        'POST',
        `/api/campaigns/${this.campaignId}/nil`,
        body,
      );
      ids.push(...given.requestIds);
    }
    await approveAll(unit, ids);
    this.plans.set(name, made ?? { lists: new Map(), nil: [] });
  }
}

/** Mẫu số 07 as typed in Excel, letters decomposed; `wrong`: one account as nobody has it, one reason left out. */
export function typedRevocations(rows: readonly Row[], wrong: boolean): Promise<SentFile> {
  return typedSheet('Mau 07 Khun Ha.xlsx', 'DANH SÁCH ĐỀ NGHỊ THU HỒI TÀI KHOẢN', [
    ['STT', 'HỌ VÀ TÊN', 'Chức vụ', 'Đơn vị công tác', 'Tên tài khoản', 'Lý do thu hồi', 'Ghi chú'],
    ...rows.map(({ fullName = '', position = '', unit = '', account = '', reason = '' }, index) => [
      String(index + 1),
      fullName.normalize('NFD'),
      position,
      unit,
      wrong && index === 4 ? 'chienvl.khunha' : account,
      wrong && index === 7 ? '' : reason,
      '',
    ]),
  ]);
}
