import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import './quick.css';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { moveOnEnter } from '../../../shared/fields/enter-moves.ts';
import { Switch } from '../../../shared/fields/text-field.tsx';
import { PaperView } from '../../../shared/paper/paper-view.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { useGo } from '../../../shared/ui/link.tsx';
import { ArrivalStamp } from '../../../shared/ui/marks.tsx';
import { ErrorNote, NoStateSecrets } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { verdictWord } from '../../../shared/ui/verdict.tsx';
import { useIncomingOptions } from '../incoming-api.ts';
import { LeaderPick } from '../list/leader-dialog.tsx';
import { FactsFields } from './facts-fields.tsx';
import { ScanTray, ScanUpload, type TrayItem } from './scan-tray.tsx';
import { useDuplicates } from './use-duplicates.ts';
import { useQuickRegister } from './use-quick-register.ts';

type Quick = ReturnType<typeof useQuickRegister>;

function Checks({ quick, selected }: { quick: Quick; selected: TrayItem | undefined }) {
  const same = useDuplicates(quick.state.facts);
  const found = [...(same.data?.items ?? []), ...(selected?.upload.duplicates ?? [])];
  const { numberSymbol, issuingAgencyName } = quick.state.facts;
  const asked = numberSymbol.trim() !== '' && issuingAgencyName.trim() !== '';
  return (
    <ul className="quick-checks" aria-live="polite">
      {found.map((duplicate) => (
        <li key={`${duplicate.kind} ${duplicate.id}`} className="is-warn">
          <TriangleAlert className="icon icon-16" aria-hidden />
          <span>
            {duplicate.text}{' '}
            <a href={duplicate.link} target="_blank" rel="noreferrer">
              Mở xem
            </a>
          </span>
        </li>
      ))}
      {found.length === 0 && asked && same.isSuccess && (
        <li>
          <CircleCheck className="icon icon-16" aria-hidden />
          <span>Không trùng văn bản nào trong sổ, liên thông và thư</span>
        </li>
      )}
      {selected !== undefined && selected.upload.verdict.verdict !== 'unsigned' && (
        <li className={selected.upload.verdict.verdict === 'valid' ? undefined : 'is-warn'}>
          {selected.upload.verdict.verdict === 'valid' ? (
            <CircleCheck className="icon icon-16" aria-hidden />
          ) : (
            <TriangleAlert className="icon icon-16" aria-hidden />
          )}
          <span>
            Chữ ký trong tệp: {verdictWord(selected.upload.verdict.verdict).toLowerCase()}.{' '}
            {selected.upload.verdict.sentence}
          </span>
        </li>
      )}
    </ul>
  );
}

function signerHint(quick: Quick): string | undefined {
  const { issuer, facts } = quick.state;
  if (issuer === undefined || issuer.lastSignatory === '' || facts.signatory !== issuer.lastSignatory) {
    return undefined;
  }
  return 'Theo văn bản gần nhất của nơi này';
}

function QuickFoot({ quick }: { quick: Quick }) {
  const { state, create, save, isDuplicate } = quick;
  return (
    <footer className="quick-foot">
      <div className="quick-keep">
        <Switch label="Thêm liên tiếp" on={state.keep} onChange={(keep) => quick.put({ keep })} />
        <span className="quiet">Giữ nơi ban hành, loại và ngày đến cho văn bản sau</span>
      </div>
      {create.isError && (
        <ErrorNote
          title={isDuplicate ? 'Văn bản có thể trùng' : 'Chưa vào sổ được'}
          error={create.error}
          kept="Các ô đã nhập và bản quét vẫn được giữ."
          onRetry={isDuplicate ? undefined : () => save(false, false)}
        />
      )}
      <div className="quick-acts">
        <Button size="large" shortcut="Ctrl S" busy={create.isPending} onClick={() => save(false, isDuplicate)}>
          {isDuplicate ? 'Vẫn lưu' : 'Lưu'}
        </Button>
        <Button
          kind="primary"
          size="large"
          shortcut="Ctrl Enter"
          busy={create.isPending}
          reason={state.leader === null ? 'Chọn lãnh đạo ở ô Chuyển cho' : undefined}
          onClick={() => save(true, isDuplicate)}
        >
          {isDuplicate ? 'Vẫn lưu và chuyển' : 'Lưu và chuyển'}
        </Button>
      </div>
      <NoStateSecrets />
      <p className="hints">
        <span>
          <kbd>Enter</kbd> ô sau
        </span>
        <span>
          <kbd>Shift Enter</kbd> ô trước
        </span>
        <span>
          <kbd>Alt ↓</kbd> lịch
        </span>
        <span>
          <kbd>Esc</kbd> về danh sách
        </span>
      </p>
    </footer>
  );
}

/** Vào sổ nhanh: the scan beside the fields, the whole form by keyboard, the next paper follows. */
export function QuickRegisterPage() {
  const go = useGo();
  const form = useRef<HTMLElement>(null);
  const { data: options } = useIncomingOptions(true);
  const toFirstField = useCallback(() => {
    form.current?.querySelector<HTMLInputElement>('input[name="numberSymbol"]')?.focus();
  }, []);
  const quick = useQuickRegister((answer) => go(`/van-ban-den/${answer.id}`), toFirstField);
  const { tray, state, put } = quick;
  const phone = usePhone();
  // Typing can begin at once; on a phone the keyboard would cover the form.
  useEffect(() => {
    if (!phone) {
      toFirstField();
    }
  }, [phone, toFirstField]);
  const addScans: typeof tray.add = (uploads, file) => {
    tray.add(uploads, file);
    // The button that was pressed makes room for the page, so the focus would be nowhere.
    if (!form.current?.contains(document.activeElement)) {
      toFirstField();
    }
  };
  // Only once: what the clerk clears stays cleared.
  const leaderSet = useRef(false);
  const { selected } = tray;
  const leave = (): void => go('/van-ban-den');
  useHotkeys({
    'Ctrl+s': () => quick.save(false, quick.isDuplicate),
    'Ctrl+Enter': state.leader === null ? undefined : () => quick.save(true, quick.isDuplicate),
    // What was typed is kept for the way back.
    Escape: leave,
  });
  const firstLeader = options?.leaders.find((leader) => leader.positionId === state.leader) ?? options?.leaders[0];
  useEffect(() => {
    if (firstLeader !== undefined && !leaderSet.current) {
      leaderSet.current = true;
      put({ leader: firstLeader.positionId });
    }
  }, [firstLeader, put]);
  const next = options?.nextArrivalNumber ?? null;
  const count = tray.items.length;
  const paper = useMemo(
    () =>
      selected === undefined
        ? null
        : { url: '', local: selected.file, name: selected.upload.name, mediaType: selected.upload.mediaType },
    [selected],
  );
  const place = selected === undefined ? 0 : tray.items.indexOf(selected) + 1;
  return (
    <div className="quick">
      <ScanTray
        items={tray.items}
        selectedId={selected?.upload.uploadId}
        onSelect={tray.select}
        onDrop={tray.drop}
        onUploaded={addScans}
      />
      <div className="pane-page">
        {selected === undefined ? (
          <div className="quick-drop">
            <ScanUpload onUploaded={addScans} />
          </div>
        ) : (
          <PaperView file={paper} lead={count > 1 ? `Văn bản ${place} / ${count}` : undefined} rotate />
        )}
      </div>
      <section className="quick-form" aria-label="Thông tin vào sổ" ref={form} onKeyDown={moveOnEnter}>
        <header className="quick-head">
          <div>
            <h1>Vào sổ nhanh</h1>
            <p className="quiet">
              {count === 0
                ? 'Văn bản giấy chưa quét vẫn vào sổ được'
                : `Còn ${formatNumber(tray.items.filter((item) => !item.done).length)} văn bản trong khay`}
            </p>
          </div>
          {next !== null && state.arrivedOn !== null && <ArrivalStamp number={next} date={state.arrivedOn} waiting />}
        </header>
        <div className="quick-fields">
          <FactsFields
            draft={state.facts}
            problems={quick.problems}
            error={quick.create.error}
            signerHint={signerHint(quick)}
            onChange={quick.putFacts}
            onIssuer={(issuer) => {
              quick.put({ issuer });
              quick.putFacts({
                ...(state.facts.signatory === '' && {
                  signatory: issuer.lastSignatory,
                  signatoryPosition: issuer.lastSignatoryPosition,
                }),
              });
            }}
          />
          <div className="field-row is-3-2">
            <LeaderPick value={state.leader} onPick={(leader) => quick.put({ leader })} allowClear />
            <DateField label="Ngày đến" value={state.arrivedOn} onChange={(arrivedOn) => quick.put({ arrivedOn })} />
          </div>
          <Checks quick={quick} selected={selected} />
        </div>
        <QuickFoot quick={quick} />
      </section>
    </div>
  );
}
