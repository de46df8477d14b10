import type { IncomingView } from '@congvu/contracts';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { PaperView } from '../../../shared/paper/paper-view.tsx';
import { SignaturePanel } from '../../../shared/signatures/signature-panel.tsx';
import type { StoredSignatures } from '../../../shared/signatures/use-signatures.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { VerdictIcon, verdictWord } from '../../../shared/ui/verdict.tsx';
import { DirectiveSheet } from '../directive/directive-sheet.tsx';
import { IncomingActs } from './incoming-acts.tsx';
import type { DocumentProps, useShownFile } from './incoming-document.tsx';
import { IncomingFactsColumn } from './incoming-facts.tsx';
import { actsOf, isMyTurn } from './use-acts.tsx';

type Side = 'page' | 'facts';

interface PhoneProps extends DocumentProps {
  view: IncomingView;
  shown: ReturnType<typeof useShownFile>;
  signatures: StoredSignatures;
}

function PhoneHead({ view, id, neighbours, hrefOf, listHref }: PhoneProps) {
  const go = useGo();
  const index = neighbours.indexOf(id);
  const next = neighbours[index + 1];
  return (
    <header className="phone-head">
      <AppLink className="phone-nav" href={listHref} aria-label="Về danh sách">
        <ArrowLeft className="icon" aria-hidden />
      </AppLink>
      <div>
        <h1>{view.facts.numberSymbol === '' ? view.stateLabel : view.facts.numberSymbol}</h1>
        <small>
          {view.stateLabel}
          {index >= 0 && `, văn bản ${index + 1} trong ${neighbours.length}`}
        </small>
      </div>
      <button
        type="button"
        className="phone-nav"
        aria-label="Văn bản tiếp theo"
        disabled={next === undefined}
        onClick={() => next !== undefined && go(hrefOf(next), { replace: true })}
      >
        <ArrowRight className="icon" aria-hidden />
      </button>
    </header>
  );
}

function PhoneVerdict({ view }: { view: IncomingView }) {
  const { verdict, attachments, facts } = view;
  const counts = [
    facts.pageCount === null ? '' : `${facts.pageCount} trang`,
    attachments.length === 0 ? '' : `${attachments.length} tệp kèm`,
  ].filter((part) => part !== '');
  return (
    <div className={`phone-verdict phone-verdict-${verdict.verdict}`}>
      <VerdictIcon verdict={verdict.verdict} />
      <b>{verdictWord(verdict.verdict)}</b>
      <span className="quiet">{counts.join(', ')}</span>
    </div>
  );
}

/** On a phone: read the page, act at the foot; the rest one tap away. */
export function PhoneDocument(props: PhoneProps) {
  const { view, life, shown, signatures } = props;
  const [side, setSide] = useState<Side>('page');
  const first = actsOf(view)[0];
  const directs = first?.key === 'direct' && isMyTurn(view, first);
  return (
    <div className="phone-read">
      <PhoneHead {...props} />
      {view.state !== 'recalled' && <PhoneVerdict view={view} />}
      <div className="phone-seg">
        <Segments<Side>
          label="Xem"
          tabs={[
            { key: 'page', label: 'Trang văn bản' },
            { key: 'facts', label: 'Thông tin, luân chuyển' },
          ]}
          active={side}
          onChange={setSide}
        />
      </div>
      <div className={directs && side === 'page' ? 'phone-body' : 'phone-body has-bar'}>
        {side === 'page' ? (
          <>
            {life.asked(view.id)}
            {view.state !== 'recalled' && <PaperView {...shown.paper} {...signatures.desk.paper} />}
            {!directs && <IncomingActs view={view} />}
          </>
        ) : (
          <div className="pane-facts">
            {signatures.isOpen ? (
              <SignaturePanel signatures={signatures} onShowPage={() => setSide('page')} />
            ) : (
              <IncomingFactsColumn
                view={view}
                life={life}
                onShowFile={(fileId) => {
                  shown.show(fileId);
                  setSide('page');
                }}
                onShowMark={(key) => {
                  shown.showMark(key);
                  setSide('page');
                }}
                onShowSignatures={() => {
                  shown.show(undefined);
                  signatures.open();
                }}
              />
            )}
          </div>
        )}
      </div>
      {directs && side === 'page' && (
        <section className="phone-sheet" aria-label="Bút phê">
          <DirectiveSheet view={view} scope="agency" onClose={undefined} />
        </section>
      )}
    </div>
  );
}
