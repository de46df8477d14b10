import type { RequestView } from '@congvu/contracts';
import { columnsOf, type FormDefinition, fieldsOf, formByCode } from '@congvu/forms';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { PaperView } from '../../../shared/paper/paper-view.tsx';
import { Attachments } from '../../../shared/requests/request-facts.tsx';
import { FactsColumn, FactsSection } from '../../../shared/ui/facts.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { Steps } from '../../../shared/ui/timeline.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { HEADINGS, ITEM_TONES, toneOf } from '../requests.text.ts';
import type { RenderSign } from '../sign-ask.ts';
import { RequestActs } from './request-acts.tsx';
import { CampaignLink, Facts, Findings, History, ReturnReasons, Signatures } from './request-facts.tsx';
import { ResultTable } from './result-table.tsx';
import { useStepActs } from './use-step-acts.tsx';

function labels(form: FormDefinition): Map<string, string> {
  const parts = form.layout.kind === 'list' ? form.layout.parts.flatMap(({ key }) => columnsOf(form, key)) : [];
  return new Map([...fieldsOf(form), ...parts].map(({ key, label }) => [key, label]));
}

/** Sheets have one line: what became of it stands beside the page. */
function OneResult({ view }: { view: RequestView }) {
  const [item] = view.items;
  if (item === undefined || item.state === 'open' || view.state === 'returned') {
    return null;
  }
  return (
    <FactsSection title="Kết quả">
      <p className="req-result">
        <Chip tone={ITEM_TONES[item.state]}>{item.stateLabel}</Chip>
        {[item.result, item.reason].filter(Boolean).join('. ')}
      </p>
    </FactsSection>
  );
}

interface RequestReadProps {
  view: RequestView;
  sign: RenderSign;
  /** It was sent a moment ago by who must sign it now. */
  signsAtOnce: boolean;
}

/** A request that has left the draft: steps on top, the signed page, and beside it what is next and what became of it. */
export function RequestRead({ view, sign, signsAtOnce }: RequestReadProps) {
  const phone = usePhone();
  const form = formByCode(view.form, view.set);
  const acts = useStepActs(view, sign, signsAtOnce);
  const isList = form.layout.kind === 'list';
  const hasResults = isList && view.items.length > 0;
  const [pane, setPane] = useState<'page' | 'lines'>('page');
  const names = labels(form);
  const reasons = <ReturnReasons view={view} labelOf={(field) => names.get(field) ?? 'Cả đề nghị'} />;
  return (
    <div className="req-read">
      <header className="req-head">
        {phone && (
          <AppLink className="phone-nav" href="/de-nghi" aria-label="Về danh sách đề nghị">
            <ArrowLeft className="icon" aria-hidden />
          </AppLink>
        )}
        <div className="req-head-title">
          <h1>
            {form.label}, {HEADINGS[form.code]}
          </h1>
          <Steps steps={view.steps} />
        </div>
        {hasResults && (
          <Segments
            label="Phần đang xem"
            tabs={[
              { key: 'page', label: 'Bản in' },
              { key: 'lines', label: 'Từng dòng' },
            ]}
            active={pane}
            onChange={setPane}
          />
        )}
      </header>
      {phone && reasons}
      <section className="pane-page" aria-label={pane === 'page' ? 'Bản in' : 'Kết quả từng dòng'}>
        {pane === 'page' ? (
          <PaperView
            key={`${view.pdfUrl} ${view.version}`}
            file={{ url: view.pdfUrl, name: `${view.formLabel}.pdf`, mediaType: 'application/pdf' }}
          />
        ) : (
          <ResultTable view={view} form={form} />
        )}
      </section>
      <FactsColumn label="Thông tin đề nghị">
        <FactsSection>
          <div className="facts-state">
            <Chip tone={toneOf(view)}>{view.stateLabel}</Chip>
            {view.urgent && <span className="urgency">Khẩn</span>}
            {view.late && <Chip tone="red">Gửi muộn</Chip>}
          </div>
        </FactsSection>
        {!phone && reasons}
        {acts.error !== null && <ErrorNote title="Chưa thực hiện được" error={acts.error} />}
        <FactsSection plain>
          <RequestActs view={view} acts={acts} />
        </FactsSection>
        {!isList && <OneResult view={view} />}
        <Findings view={view} />
        <Signatures view={view} />
        <Facts view={view} />
        <Attachments attachments={view.attachments} />
        <CampaignLink view={view} />
        <History view={view} />
      </FactsColumn>
      {acts.dialogs}
    </div>
  );
}
