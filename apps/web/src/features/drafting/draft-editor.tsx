import type { DraftContent, DraftOptions, DraftView, FormatFinding, SignerOption } from '@congvu/contracts';
import { findDocumentType } from '@congvu/nd30';
import { useMemo, useState } from 'react';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { Segments } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { BodyEditor, useBodyEditor } from './body/body-editor.tsx';
import { DraftDialogs, type OpenDialog } from './draft-dialogs.tsx';
import { DraftNotes } from './draft-notes.tsx';
import { useDraftSteps } from './draft-steps.tsx';
import { useDraftOptions, useFormat } from './drafting-api.ts';
import { DraftHead } from './page/draft-head.tsx';
import { DraftTools } from './page/draft-tools.tsx';
import { LetterPage } from './page/letter-page.tsx';
import { DraftParts } from './parts/draft-parts.tsx';
import { Comments, type Quote } from './side/comments.tsx';
import { Findings } from './side/findings.tsx';
import { useKeptDraft } from './use-kept-draft.ts';
import { useTextActs } from './use-text-acts.ts';

type Pane = 'page' | 'side' | 'parts';

const NO_FINDINGS: FormatFinding[] = [];
const NO_GROUPS: DraftOptions['groups'] = [];
const NO_TYPES: DraftOptions['types'] = [];

function showBlock(finding: FormatFinding): void {
  const block = finding.blockId === null ? '.letter-no' : `[data-id="${finding.blockId}"]`;
  document.querySelector(block)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

/** The block of the signer just chosen, or of the one the server knows. */
function signerOf(view: DraftView, content: DraftContent, options: DraftOptions | undefined): SignerOption | null {
  const chosen = options?.signers.find((one) => one.positionId === content.signerPositionId);
  return chosen ?? (content.signerPositionId === view.content.signerPositionId ? view.signer : null);
}

/** A region that scrolls must be reachable by keyboard. */
function reachable(element: HTMLElement | null): void {
  if (element !== null) {
    element.tabIndex = 0;
  }
}

/** Facts left, the page in the middle, findings and comments right; on a phone one at a time. */
export function DraftEditor({ view }: { view: DraftView }) {
  const { id } = view;
  const phone = usePhone();
  const { keeper, kept } = useKeptDraft(view);
  const { content } = kept;
  const [pane, setPane] = useState<Pane>('page');
  const [open, setOpen] = useState<OpenDialog>();
  const [openComment, setOpenComment] = useState<string>();
  const [quote, setQuote] = useState<Quote>();
  const options = useDraftOptions(content.documentType);
  const format = useFormat(id, Math.max(kept.version, view.version));
  const steps = useDraftSteps(view, keeper);
  // On a phone as well for who has the right to it (Mẫu số 08): the server says so, and holds to it.
  const editable = view.abilities['drafting.edit'] === true;
  const mayComment = view.abilities['drafting.comment'] === true;
  const findings = format.data?.findings ?? NO_FINDINGS;
  const { comments } = view;
  const marks = useMemo(() => ({ findings, comments, openCommentId: openComment }), [findings, comments, openComment]);
  const change = (part: Partial<DraftContent>): void => keeper.change((now) => ({ ...now, ...part }));
  const editor = useBodyEditor({
    blocks: content.blocks,
    revision: kept.revision,
    editable,
    marks,
    onBlocks: (blocks) => change({ blocks }),
    onCommentPicked: (commentId) => {
      setOpenComment(commentId);
      setPane('side');
    },
  });
  const acts = useTextActs(view, keeper, options.data?.types ?? NO_TYPES, () => setOpen(undefined));
  useHotkeys({
    'Ctrl+s': () => void keeper.flush(),
    'Ctrl+p': () => setOpen('preview'),
    Escape: open === undefined && quote !== undefined ? () => setQuote(undefined) : undefined,
  });
  const signer = signerOf(view, content, options.data);
  const typed: DraftView = {
    ...view,
    content,
    typeName: findDocumentType(content.documentType)?.name ?? view.typeName,
  };
  const parts = (
    <DraftParts
      view={typed}
      content={content}
      options={options.data}
      editable={editable}
      onChange={change}
      onRecipients={setOpen}
      onBasis={() => setOpen('basis')}
    />
  );
  const side = (
    <aside className="draft-side" aria-label="Thể thức và góp ý">
      <Findings
        report={format.data}
        error={format.error}
        editable={editable}
        busy={acts.fix.isPending}
        fixError={acts.fix.error}
        onFix={(codes) => void acts.startFix(codes)}
        onShow={(finding) => {
          setPane('page');
          showBlock(finding);
        }}
      />
      <Comments
        draftId={id}
        comments={view.comments}
        openId={openComment}
        quote={quote}
        may={mayComment}
        onOpen={setOpenComment}
        onQuoteDone={() => setQuote(undefined)}
      />
    </aside>
  );
  return (
    <div className={`draft is-${pane}`}>
      <DraftHead
        view={typed}
        kept={kept}
        report={format.data}
        busy={steps.busy}
        onAct={steps.start}
        onPreview={() => void keeper.flush().then(() => setOpen('preview'))}
        onVersions={() => setOpen('versions')}
      />
      {phone && (
        <div className="draft-panes">
          <Segments
            label="Phần đang xem"
            tabs={[
              { key: 'page', label: 'Trang' },
              { key: 'side', label: 'Thể thức, góp ý', count: findings.length + comments.length },
              { key: 'parts', label: 'Thông tin' },
            ]}
            active={pane}
            onChange={setPane}
          />
        </div>
      )}
      {(!phone || pane === 'parts') && parts}
      <section className="draft-page" aria-label="Trang soạn thảo" hidden={phone && pane !== 'page'}>
        <DraftTools
          editor={editor}
          editable={editable}
          mayComment={mayComment}
          onBasis={() => setOpen('basis')}
          onQuote={(words) => {
            setQuote(words);
            setPane('side');
          }}
        />
        <div className="draft-desk" ref={reachable}>
          <div className="draft-notes">
            <DraftNotes view={view} keeper={keeper} kept={kept} onVersions={() => setOpen('versions')} />
          </div>
          <LetterPage
            view={typed}
            content={content}
            findings={findings}
            editable={editable}
            signer={signer}
            body={<BodyEditor editor={editor} />}
            onAbstract={(abstract) => change({ abstract })}
            onEnterBody={() => editor?.commands.focus('start')}
            onRecipients={setOpen}
          />
        </div>
      </section>
      {(!phone || pane === 'side') && side}
      <DraftDialogs
        open={open}
        view={view}
        content={content}
        groups={options.data?.groups ?? NO_GROUPS}
        editable={editable}
        version={kept.version}
        acts={acts}
        onChange={change}
        onClose={() => setOpen(undefined)}
      />
      {steps.dialogs}
    </div>
  );
}
