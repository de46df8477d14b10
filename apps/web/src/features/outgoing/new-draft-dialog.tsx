import { Modal } from 'antd';
import { useState } from 'react';
import { TextField } from '../../shared/fields/text-field.tsx';
import { matchesWords } from '../../shared/text/names.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useCreateDraft, useNewDraftTypes } from './outgoing-api.ts';

/** What offices write every day stands first; the rest of the 29 types by their names. */
const FREQUENT = [
  'official_letter',
  'decision',
  'report',
  'submission',
  'announcement',
  'plan',
  'invitation',
  'directive',
];

interface TypeChoice {
  code: string;
  name: string;
  symbol: string;
}

function TypeGrid({
  types,
  picked,
  onPick,
}: {
  types: readonly TypeChoice[];
  picked: string;
  onPick: (code: string) => void;
}) {
  return (
    <div className="type-grid">
      {types.map((type) => (
        <button
          key={type.code}
          type="button"
          className={type.code === picked ? 'type-choice is-on' : 'type-choice'}
          aria-pressed={type.code === picked}
          onClick={() => onPick(type.code)}
        >
          <span>{type.name}</span>
          {type.symbol !== '' && <small className="num">{type.symbol}</small>}
        </button>
      ))}
    </div>
  );
}

/** Which of the 29 types, and what about; everything else is written on the page. */
export function NewDraftDialog({ onClose }: { onClose: () => void }) {
  const go = useGo();
  const [picked, setPicked] = useState('official_letter');
  const [abstract, setAbstract] = useState('');
  const [find, setFind] = useState('');
  const options = useNewDraftTypes(true);
  const create = useCreateDraft((id) => go(`/van-ban-di/du-thao/${id}`));
  const types = options.data?.types ?? [];
  const frequent = FREQUENT.flatMap((code) => types.filter((type) => type.code === code));
  const others = types.filter((type) => !FREQUENT.includes(type.code));
  const found = types.filter((type) => matchesWords(`${type.name} ${type.symbol}`, find));
  const start = (): void => create.mutate({ documentType: picked, abstract });
  return (
    <Modal open width={720} title="Soạn văn bản" footer={null} onCancel={onClose}>
      <div className="form">
        <TextField
          label="Trích yếu"
          aside="(có thể viết sau)"
          value={abstract}
          onChange={setAbstract}
          maxLength={500}
          autoFocus
          placeholder={picked === 'official_letter' ? 'V/v …' : ''}
          onSubmit={start}
        />
        {options.isPending && <SkeletonRows rows={3} />}
        {options.isError && (
          <ErrorNote
            title="Chưa tải được các loại văn bản"
            error={options.error}
            onRetry={() => void options.refetch()}
          />
        )}
        {types.length > 0 && (
          <section className="type-pick" aria-label="Loại văn bản">
            <TextField
              label="Loại văn bản"
              value={find}
              onChange={setFind}
              placeholder="Tìm trong 29 loại, không dấu cũng được"
            />
            {find.trim() === '' ? (
              <>
                <TypeGrid types={frequent} picked={picked} onPick={setPicked} />
                <h3>Loại khác</h3>
                <TypeGrid types={others} picked={picked} onPick={setPicked} />
              </>
            ) : (
              <TypeGrid types={found} picked={picked} onPick={setPicked} />
            )}
          </section>
        )}
        {create.isError && (
          <ErrorNote title="Chưa mở được dự thảo" error={create.error} kept="Trích yếu vẫn còn ở trên." />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={create.isPending} onClick={start} shortcut="Ctrl Enter">
          Soạn {types.find((type) => type.code === picked)?.name ?? 'văn bản'}
        </Button>
      </div>
    </Modal>
  );
}
