import type { SigningBatch, SigningItem } from '@congvu/contracts';
import { PenLine } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { hasCode } from '../../shared/api/errors.ts';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { dateOf, formatDate, formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { failureText, OVER } from './review.ts';
import type { Key } from './sign-one.tsx';
import { SignWindows } from './sign-windows.tsx';
import { WAYS, WORDS } from './signing.text.ts';
import { useCancelBatch } from './signing-api.ts';
import { type Act, TAKEN_ELSEWHERE, useAct } from './use-act.ts';
import { type SigningSession, useSigning } from './use-signing.ts';

interface OneActProps {
  start: SigningBatch;
  verb: string;
  kept: string;
  keys: readonly Key[];
  /** A fresh batch, with this key. */
  onKey: (key: Key) => void;
  onSigned: (objectId: string) => void;
  onLeft: () => void;
  onClose: () => void;
}

/** Whoever wrote it has it before the eyes: nothing is to be opened first. */
const SEEN = { has: () => true, add: () => undefined };

function keyLabel({ certificate }: Key): string {
  return `${certificate.subjectName} (${certificate.deviceLabel})`;
}

function Facts({
  batch,
  item,
  keys,
  onKey,
}: Pick<OneActProps, 'keys'> & {
  batch: SigningBatch;
  item: SigningItem;
  onKey: ((key: Key) => void) | undefined;
}) {
  const { certificate, purpose } = batch;
  const choose = (id: string): void => {
    const key = keys.find((one) => one.certificate.id === id);
    if (key !== undefined) {
      onKey?.(key);
    }
  };
  return (
    <>
      <FactList
        facts={[
          ['Nội dung', <b key="what">{item.title}</b>],
          ['Nơi nhận', item.receiverCount > 0 && formatNumber(item.receiverCount)],
          ['Tệp kèm', item.attachmentCount > 0 && formatNumber(item.attachmentCount)],
          [
            WORDS[purpose].owner === 'person' ? 'Người ký' : 'Cơ quan',
            onKey !== undefined && keys.length > 1 ? (
              <SmallSelect
                key="key"
                label="Ký bằng chứng thư"
                value={certificate.id}
                options={keys.map((key) => ({ value: key.certificate.id, label: keyLabel(key) }))}
                onChange={choose}
              />
            ) : (
              <b key="who">{certificate.subjectName}</b>
            ),
          ],
          ['Thiết bị', certificate.deviceLabel],
          ['Hiệu lực', `đến ${formatDate(dateOf(certificate.validTo))}`],
          [
            'Mã nội dung',
            <span key="code" className="num">
              {item.digestToShow}
            </span>,
          ],
        ]}
      />
      {certificate.keyKind === 'demo_software' && (
        <p className="sign-demo">Chữ ký thử nghiệm; không có giá trị pháp lý.</p>
      )}
      {typeof batch.note === 'string' && batch.note !== '' && <Note tone="plain">{batch.note}</Note>}
    </>
  );
}

/** What keeps it from being signed, in the words of whoever refused. */
function problemOf({ batch, review }: SigningSession, item: SigningItem): string | undefined {
  if (item.stopped !== null) {
    return item.stopped.message;
  }
  if (review.failedIds.has(item.documentId)) {
    return failureText(item, review.results.get(item.documentId));
  }
  return batch.state === 'expired' || batch.state === 'cancelled' ? 'Lần ký này đã kết thúc.' : undefined;
}

/** Nothing more comes of this batch: only a fresh one, of the bytes of the moment. */
function isOver({ batch }: SigningSession, item: SigningItem, error: unknown): boolean {
  return (
    batch.state === 'expired' ||
    batch.state === 'cancelled' ||
    OVER.includes(item.state) ||
    hasCode(error, TAKEN_ELSEWHERE) ||
    hasCode(error, 'signing.batch_closed') ||
    hasCode(error, 'signing.batch_expired')
  );
}

/** Where the act stands, in the words the foot and the notes need. */
function stageOf(session: SigningSession, act: Act, item: SigningItem) {
  const { batch, review, busy } = session;
  const isSigned = review.signedIds.length > 0;
  const rests = !busy && !isSigned;
  const problem = rests ? problemOf(session, item) : undefined;
  return {
    works: busy || isSigned,
    waits: batch.device.way === 'phone' && batch.state === 'sent' && !busy,
    asking: act.asking !== undefined && !act.accepted,
    problem,
    over: rests && isOver(session, item, act.error),
    again: item.stopped === null && (problem !== undefined || item.state === 'sent'),
  };
}

interface FootProps {
  batch: SigningBatch;
  item: SigningItem;
  stage: ReturnType<typeof stageOf>;
  verb: string;
  onSign: () => void;
  /** Only a fresh batch helps. */
  onRenew: (() => void) | undefined;
  onClose: () => void;
}

function Foot({ batch, item, stage, verb, onSign, onRenew, onClose }: FootProps) {
  const { works, over, again } = stage;
  const label = works ? WAYS[batch.device.way].waiting : again ? 'Ký lại' : verb;
  return (
    <div className="dialog-foot">
      <Button disabled={works} onClick={onClose}>
        Hủy
      </Button>
      {over && onRenew !== undefined ? (
        <Button kind="primary" icon={PenLine} onClick={onRenew}>
          Ký lại
        </Button>
      ) : (
        <Button kind="primary" icon={PenLine} busy={works} reason={item.stopped?.message} onClick={onSign}>
          {label}
        </Button>
      )}
    </div>
  );
}

/** One thing and one key: the facts, the button, and in its place the window of the device while it is asked. */
export function OneAct({ start, verb, kept, keys, onKey, onSigned, onLeft, onClose }: OneActProps) {
  const session = useSigning(start, SEEN);
  const act = useAct(session);
  const { batch, review, busy } = session;
  const cancel = useCancelBatch(() => void session.refresh());
  const [item] = batch.items;
  const [signedId] = review.signedIds;
  const told = useRef(false);
  useEffect(() => {
    if (signedId !== undefined && !told.current) {
      told.current = true;
      onSigned(signedId);
    }
  }, [signedId, onSigned]);
  if (item === undefined) {
    return null;
  }
  const stage = stageOf(session, act, item);
  const { works, waits, asking, problem } = stage;
  const same = keys.find(({ certificate }) => certificate.id === batch.certificate.id);
  return (
    <div className="sign-one-act">
      <Facts batch={batch} item={item} keys={keys} onKey={works || waits || asking ? undefined : onKey} />
      {problem !== undefined && (
        <Note title="Chưa ký được">
          <p>
            {problem} {kept}
          </p>
        </Note>
      )}
      {act.error !== null && !asking && <ErrorNote title="Chưa ký được" error={act.error} kept={kept} />}
      <SignWindows
        batch={batch}
        act={act}
        count={1}
        busy={busy}
        phone={{
          waits,
          cancelling: cancel.isPending,
          error: cancel.error,
          onCancel: () => cancel.mutate(batch.id),
          onLeave: onLeft,
        }}
      />
      {!asking && !waits && (
        <Foot
          batch={batch}
          item={item}
          stage={stage}
          verb={verb}
          onSign={act.begin}
          onRenew={same && (() => onKey(same))}
          onClose={onClose}
        />
      )}
    </div>
  );
}
