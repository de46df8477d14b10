import type { CampaignMember, CampaignView, MemberState } from '@congvu/contracts';
import { Fragment } from 'react';
import { formatNumber, formatShortDate } from '../../../shared/text/dates.ts';
import { numbersTo } from '../../../shared/ui/keyed.ts';
import { leftPhrase, SLIPS } from '../campaigns.text.ts';

/** More than this and a slip stands for several agencies. */
const SLIPS_AT_MOST = 80;

interface SlipsProps {
  state: MemberState;
  count: number;
  each: number;
  names: readonly string[];
}

function Slips({ state, count, each, names }: SlipsProps) {
  return (
    <span className="camp-slips" aria-hidden>
      {numbersTo(Math.ceil(count / each)).map((index) => (
        <i key={index} className={`camp-slip is-${state}`} title={each === 1 ? names[index - 1] : undefined} />
      ))}
    </span>
  );
}

interface TrayProps {
  view: CampaignView;
  shown: MemberState | undefined;
  onShow: (state: MemberState | undefined) => void;
}

/** Pressing a pile shows only its agencies. */
function Tray({ view, shown, onShow }: TrayProps) {
  const each = Math.max(1, Math.ceil(view.members / SLIPS_AT_MOST));
  const namesOf = (state: MemberState): string[] =>
    view.items.filter((member: CampaignMember) => member.state === state).map((member) => member.agencyName);
  return (
    <>
      <ul className="camp-tray" aria-label="Cơ quan theo trạng thái">
        {SLIPS.filter(({ state }) => view.summary[state] > 0).map(({ state, word }) => (
          <li key={state}>
            <button
              type="button"
              className="camp-pile"
              aria-pressed={shown === state}
              onClick={() => onShow(shown === state ? undefined : state)}
            >
              <Slips state={state} count={view.summary[state]} each={each} names={namesOf(state)} />
              <small>
                <b className="num">{formatNumber(view.summary[state])}</b> {word}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {each > 1 && <p className="camp-scale">Mỗi ô là {formatNumber(each)} cơ quan.</p>}
    </>
  );
}

const POINT_CLASS = { done: 'is-done', today: 'is-now', planned: '', last_day: 'is-last' } as const;

function Ladder({ view }: { view: CampaignView }) {
  return (
    <ol className="camp-ladder">
      {view.ladder.map((point) => (
        <li key={`${point.on} ${point.label}`} className={POINT_CLASS[point.state]}>
          <i aria-hidden />
          <time dateTime={point.on}>{formatShortDate(point.on)}</time>
          <small>{point.label}</small>
        </li>
      ))}
    </ol>
  );
}

/** Sent late and not sent at all are two things, and never one figure. */
function Headline({ view }: { view: CampaignView }) {
  const parts = [
    view.late > 0 && (
      <>
        <span className="num">{formatNumber(view.late)}</span> gửi muộn
      </>
    ),
    view.never > 0 && (
      <span className="late">
        <span className="num">{formatNumber(view.never)}</span> quá hạn chưa gửi
      </span>
    ),
  ].filter((part) => part !== false);
  return (
    <h2>
      <b className="num">{formatNumber(view.done)}</b> trên <span className="num">{formatNumber(view.members)}</span> cơ
      quan đã gửi
      {parts.map((part, index) => (
        // Two fixed places, never moved.
        <Fragment key={index === 0 ? 'first' : 'second'}>, {part}</Fragment>
      ))}
    </h2>
  );
}

function Left({ view }: { view: CampaignView }) {
  if (view.state === 'closed') {
    return <h2>{view.stateLabel}</h2>;
  }
  const days = view.workingDaysLeft;
  if (days <= 0) {
    return <h2 className={days < 0 ? 'late' : 'soon'}>{leftPhrase(days)}</h2>;
  }
  return (
    <h2>
      Còn <b className="num">{formatNumber(days)}</b> ngày làm việc
    </h2>
  );
}

/** All agencies at one glance, and the days of the ladder beside them. */
export function BoardSum(props: TrayProps) {
  const { view } = props;
  return (
    <div className="camp-sum">
      <section className="sheet" aria-label="Tình hình chung">
        <Headline view={view} />
        <Tray {...props} />
      </section>
      <section className="sheet" aria-label="Các mốc của đợt thu">
        <Left view={view} />
        <Ladder view={view} />
      </section>
    </div>
  );
}
