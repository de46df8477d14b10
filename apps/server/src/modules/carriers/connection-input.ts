import type { ConnectionInput } from '@congvu/contracts';
import type { z } from 'zod';
import { codeKey } from '#modules/addressbook';
import { type HostedAgency, isTopAgency, listHostedAgencies, listManagedAgencyIds } from '#modules/org';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { type FieldError, invalid } from '../../platform/errors.ts';
import { rulesOf } from './registry.ts';

export interface CheckedInput {
  settings: Record<string, unknown>;
  /** Undefined: left out. */
  secret: Record<string, string> | undefined;
  /** Agencies that use it, the one that runs it among them. */
  served: HostedAgency[];
  /** Codes under which they send and receive there. */
  codes: string[];
}

function fieldsOf(error: z.ZodError, at: string): FieldError[] {
  // The value is never repeated: it may be a secret.
  return error.issues.map(({ path, message }) => ({ path: [at, ...path].join('.'), message }));
}

function parseSettings(input: ConnectionInput): Record<string, unknown> {
  const rules = rulesOf(input.kind);
  const parsed = rules.settings.safeParse(input.settings);
  if (!parsed.success) {
    throw invalid(
      'carriers.bad_settings',
      'Thông tin kết nối chưa đúng. Sửa các ô được đánh dấu rồi lưu lại.',
      fieldsOf(parsed.error, 'settings'),
    );
  }
  const refused = rules.refuse?.(parsed.data);
  if (refused !== undefined) {
    throw invalid(refused.code, refused.message, [{ path: refused.path, message: refused.message }]);
  }
  return parsed.data;
}

function parseSecret(input: ConnectionInput): Record<string, string> | undefined {
  const schema = rulesOf(input.kind).secret;
  if (schema === undefined || input.secret === undefined) {
    return undefined;
  }
  const parsed = schema.safeParse(input.secret);
  if (!parsed.success) {
    throw invalid(
      'carriers.bad_secret',
      'Mã bí mật chưa nhập đủ. Nhập lại tất cả các ô mã bí mật, hoặc để trống tất cả để giữ mã đã lưu.',
      fieldsOf(parsed.error, 'secret'),
    );
  }
  return parsed.data;
}

export interface ShareScope {
  /** With an office here and looked after by the asker. */
  agencies: HostedAgency[];
  mayShareWithAll: boolean;
}

/** An administrator lends a connection to agencies below the own one; to everybody only from the top. */
export async function shareScope(db: Db | Tx, context: ActingContext): Promise<ShareScope> {
  const managed = await listManagedAgencyIds(db, context.subject);
  return {
    agencies: (await listHostedAgencies(db)).filter(({ id }) => managed.has(id)),
    mayShareWithAll: await isTopAgency(db, context.subject.agencyId),
  };
}

async function servedBy(db: Db | Tx, context: ActingContext, input: ConnectionInput): Promise<HostedAgency[]> {
  const { agencies, mayShareWithAll } = await shareScope(db, context);
  if (input.share === 'all') {
    if (!mayShareWithAll) {
      throw invalid(
        'carriers.share_not_allowed',
        'Chỉ quản trị cơ quan cao nhất trên hệ thống cho mọi cơ quan dùng chung kết nối. Chọn từng cơ quan cấp dưới.',
        [{ path: 'share', message: 'Không được cho mọi cơ quan dùng chung.' }],
      );
    }
    return listHostedAgencies(db);
  }
  const wanted = new Set(input.share === 'chosen' ? input.agencyIds : []);
  wanted.add(context.subject.agencyId);
  const served = agencies.filter(({ id }) => wanted.has(id));
  if (served.length < wanted.size) {
    throw invalid(
      'carriers.agency_not_yours',
      'Có cơ quan không thuộc phạm vi quản trị hoặc không dùng hệ thống này. Tải lại danh sách rồi chọn lại.',
      [{ path: 'agencyIds', message: 'Có cơ quan không chọn được.' }],
    );
  }
  return served;
}

function codesOf(input: ConnectionInput, served: readonly HostedAgency[]): string[] {
  const own = served.flatMap(({ codes }) => codes);
  if (input.codes.length === 0) {
    return own;
  }
  const keys = new Set(own.map(codeKey));
  const strange = input.codes.filter((code) => !keys.has(codeKey(code)));
  if (strange.length > 0) {
    throw invalid(
      'carriers.code_not_ours',
      `Mã ${strange.join(', ')} không phải mã đang hiệu lực của cơ quan dùng kết nối này. Bỏ mã này, hoặc khai mã ở trang Cơ quan trước.`,
      [{ path: 'codes', message: `Không phải mã của ta: ${strange.join(', ')}` }],
    );
  }
  return input.codes;
}

/** What was typed, judged by the rules of its kind and by what the administrator looks after. */
export async function checkInput(db: Db | Tx, context: ActingContext, input: ConnectionInput): Promise<CheckedInput> {
  const settings = parseSettings(input);
  const secret = parseSecret(input);
  const served = await servedBy(db, context, input);
  return { settings, secret, served, codes: codesOf(input, served) };
}

/** The secret belongs to the place it was given for: another place, another certificate there, and it is asked again. */
export function isSamePlace(
  kind: ConnectionInput['kind'],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): boolean {
  const { placeOf } = rulesOf(kind);
  return JSON.stringify(placeOf(before)) === JSON.stringify(placeOf(after));
}
