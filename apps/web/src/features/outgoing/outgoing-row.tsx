import type { DraftListItem, OutgoingListItem } from '@congvu/contracts';
import { formatInstant, formatWhen } from '../../shared/text/dates.ts';
import { Chip, type Tone, UrgencyStamp } from '../../shared/ui/marks.tsx';
import type { Row } from './outgoing-api.ts';

const STATE_TONES: Record<OutgoingListItem['state'], Tone> = {
  awaiting_signature: 'neutral',
  signed: 'neutral',
  numbered: 'amber',
  sealed: 'neutral',
  issued: 'green',
  returned: 'amber',
  cancelled: 'plain',
};

const MY_TURN = ['outgoing.sign', 'outgoing.seal', 'outgoing.issue'];

/** Blue only when this person is next. */
export function toneOf(document: Pick<OutgoingListItem, 'state' | 'abilities'>): Tone {
  return MY_TURN.some((ability) => document.abilities[ability] === true) ? 'blue' : STATE_TONES[document.state];
}

function draftTone(draft: DraftListItem): Tone {
  if (draft.returnedReason !== null && draft.state === 'draft') {
    return 'amber';
  }
  const turn = ['drafting.approve_content', 'drafting.check_format'].some(
    (ability) => draft.abilities[ability] === true,
  );
  return turn ? 'blue' : draft.state === 'draft' ? 'plain' : 'neutral';
}

function RowFrame({
  from,
  at,
  title,
  facts,
  marks,
  urgency,
}: {
  from: string;
  at: string;
  title: string;
  facts: string;
  marks: React.ReactNode;
  urgency: OutgoingListItem['urgency'];
}) {
  return (
    <>
      <div className="doc-from">
        <b>{from}</b>
        <time dateTime={at} title={formatInstant(at)}>
          {formatWhen(at)}
        </time>
      </div>
      <p className="doc-abstract">{title}</p>
      <div className="doc-meta">
        <span>{facts}</span>
        <span className="doc-meta-end">
          <UrgencyStamp urgency={urgency} />
          {marks}
        </span>
      </div>
    </>
  );
}

function progressOf({ deliveryCounts }: OutgoingListItem): string {
  return deliveryCounts === null ? '' : `${deliveryCounts.arrived} trên ${deliveryCounts.total} đã nhận`;
}

export function OutgoingRow({ row }: { row: Row }) {
  if (row.kind === 'draft') {
    const { draft } = row;
    return (
      <RowFrame
        from={`${draft.typeName}, ${draft.draftingUnitName}`}
        at={draft.updatedAt}
        title={draft.abstract === '' ? 'Chưa có trích yếu' : draft.abstract}
        facts={draft.openComments > 0 ? `${draft.openComments} góp ý chưa giải quyết` : draft.drafterName}
        urgency={draft.urgency}
        marks={<Chip tone={draftTone(draft)}>{draft.stateLabel}</Chip>}
      />
    );
  }
  const { document } = row;
  const progress = progressOf(document);
  return (
    <RowFrame
      from={`${document.typeName}, ${document.signerName}`}
      at={document.changedAt}
      title={document.abstract}
      facts={document.numberSymbol === '' ? `gửi ${document.receiverCount} cơ quan` : document.numberSymbol}
      urgency={document.urgency}
      marks={
        progress === '' || document.frozen !== null ? (
          <Chip tone={document.frozen === null ? toneOf(document) : 'red'}>{document.stateLabel}</Chip>
        ) : (
          <Chip tone={document.deliveryCounts?.failed || document.deliveryCounts?.refused ? 'amber' : 'green'}>
            {progress}
          </Chip>
        )
      }
    />
  );
}
