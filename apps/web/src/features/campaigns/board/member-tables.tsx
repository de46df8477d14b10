import type { CampaignMember, CampaignView, FormCode } from '@congvu/contracts';
import { dateOf, formatInstant, formatNumber, formatShortDate } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';
import { formLabel, MEMBER_TONES, numberOf } from '../campaigns.text.ts';

interface ActProps {
  onAccept: (member: CampaignMember) => void;
  onRemind: (member: CampaignMember) => void;
  /** Reminding now: its button waits. */
  reminding: string | undefined;
  mayAct: boolean;
}

function Count({ value }: { value: number | null }) {
  if (value === null) {
    return (
      <span className="camp-none">
        <span aria-hidden>·</span>
        <span className="visually-hidden">chưa lập</span>
      </span>
    );
  }
  return value === 0 ? (
    <span className="camp-nil" title="Không phát sinh">
      0
    </span>
  ) : (
    formatNumber(value)
  );
}

function reminded({ reminders, lastRemindedAt }: CampaignMember): string | undefined {
  return lastRemindedAt === null ? undefined : `Đã nhắc ${reminders} lần, lần cuối ${formatInstant(lastRemindedAt)}`;
}

function NextAct({ member, onAccept, onRemind, reminding, mayAct }: ActProps & { member: CampaignMember }) {
  if (!mayAct || member.next === null) {
    return null;
  }
  return (
    <button
      type="button"
      className="link"
      aria-label={`${member.nextLabel}: ${member.agencyName}`}
      aria-busy={reminding === member.agencyId || undefined}
      disabled={reminding === member.agencyId}
      title={member.next === 'remind' ? reminded(member) : undefined}
      onClick={() => (member.next === 'accept' ? onAccept(member) : onRemind(member))}
    >
      {member.nextLabel}
    </button>
  );
}

function StateCell({ member }: { member: CampaignMember }) {
  return (
    <span className="camp-state">
      <Chip tone={MEMBER_TONES[member.state]}>{member.stateLabel}</Chip>
      {member.late && <Chip tone="amber">Muộn</Chip>}
      {member.overdue && <Chip tone="red">Quá hạn</Chip>}
    </span>
  );
}

function unitTitle({ agencyName, headName, headTitle, submittedAt }: CampaignMember): string {
  return [
    agencyName,
    headName === null ? '' : `${headTitle ?? ''} ${headName}`.trim(),
    submittedAt === null ? '' : `gửi ${formatInstant(submittedAt)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function MemberRow({ member, forms, acts }: { member: CampaignMember; forms: readonly FormCode[]; acts: ActProps }) {
  return (
    <tr>
      <th scope="row" className="camp-unit" title={unitTitle(member)}>
        {member.shortName === '' ? member.agencyName : member.shortName}
        {member.submittedAt !== null && member.late && <small>gửi {formatShortDate(dateOf(member.submittedAt))}</small>}
      </th>
      {forms.map((form) => (
        <td key={form} className="c" data-label={formLabel(form)}>
          <Count value={member.counts[form] ?? null} />
        </td>
      ))}
      <td className="camp-state-cell">
        <StateCell member={member} />
      </td>
      <td className="r camp-act">
        <NextAct member={member} {...acts} />
      </td>
    </tr>
  );
}

interface BoardProps {
  name: string;
  note?: string | undefined;
  members: readonly CampaignMember[];
  forms: readonly FormCode[];
  acts: ActProps;
}

function Board({ name, note, members, forms, acts }: BoardProps) {
  return (
    <section className="camp-board" aria-label={name}>
      <h2>
        {name} {note !== undefined && <small className="quiet">{note}</small>}
      </h2>
      <div className="sheet">
        <table className="table">
          <colgroup>
            <col />
            {forms.map((form) => (
              <col key={form} className="camp-n" />
            ))}
            <col className="camp-st" />
            <col className="camp-ac" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Cơ quan</th>
              {forms.map((form) => (
                <th key={form} scope="col" className="c" title={formLabel(form)}>
                  <span aria-hidden>{numberOf(form)}</span>
                  <span className="visually-hidden">{formLabel(form)}</span>
                </th>
              ))}
              <th scope="col" className="camp-state-cell">
                Trạng thái
              </th>
              <th scope="col" className="r">
                Tiếp theo
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <MemberRow key={member.agencyId} member={member} forms={forms} acts={acts} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface MemberTablesProps {
  view: CampaignView;
  members: readonly CampaignMember[];
  /** Only some are shown, so that what a group has sent in all would mislead. */
  filtered: boolean;
  acts: ActProps;
}

/** One table a group, side by side, in the order of the directory. */
export function MemberTables({ view, members, filtered, acts }: MemberTablesProps) {
  const names = new Map(view.groups.map((group) => [group.key, group]));
  const groups = [...Map.groupBy(members, (member) => member.group ?? '')];
  return (
    <div className={groups.length === 1 ? 'camp-boards is-single' : 'camp-boards'}>
      {groups.map(([key, own]) => {
        const group = names.get(key);
        return (
          <Board
            key={key}
            name={group?.name ?? 'Cơ quan khác'}
            note={
              filtered || group === undefined
                ? undefined
                : `${formatNumber(group.done)} trên ${formatNumber(group.total)} đã gửi`
            }
            members={own}
            forms={view.forms}
            acts={acts}
          />
        );
      })}
    </div>
  );
}
