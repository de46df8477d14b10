import type { AgencyLine, AgencyTree } from '@congvu/contracts';
import { Plus, X } from 'lucide-react';
import { newKey } from '../../../shared/api/client.ts';
import { fieldError } from '../../../shared/api/errors.ts';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { AgencyFields } from '../agencies/agency-fields.tsx';
import { type EventDraft, newPart } from './event-draft.ts';

interface EventFieldsProps {
  tree: AgencyTree;
  draft: EventDraft;
  onChange: (part: Partial<EventDraft>) => void;
  tried: boolean;
  error: unknown;
}

function isLiving(line: AgencyLine): boolean {
  return line.state === 'living';
}

function Subject({ label, tree, draft, onChange, tried, error }: EventFieldsProps & { label: string }) {
  return (
    <AgencyChoice
      label={label}
      tree={tree}
      value={draft.agencyId}
      onChange={(agencyId) => onChange({ agencyId })}
      among={isLiving}
      error={tried && draft.agencyId === null ? 'Chưa chọn cơ quan.' : fieldError(error, 'agencyId')}
    />
  );
}

export function MergeFields({ tree, draft, onChange, tried, error }: EventFieldsProps) {
  const { merged, successorId } = draft;
  const free = (line: AgencyLine): boolean => isLiving(line) && !merged.includes(line.id);
  const nameOf = (id: string): string => tree.agencies.find((line) => line.id === id)?.shortName ?? '';
  return (
    <>
      <AgencyChoice
        label="Cơ quan được sáp nhập"
        tree={tree}
        value={null}
        onChange={(id) => onChange({ merged: [...merged, id], agencyId: id })}
        among={(line) => free(line) && line.id !== successorId && line.id !== tree.rootId}
        error={tried && merged.length === 0 ? 'Chưa chọn cơ quan nào.' : fieldError(error, 'agencyIds')}
        hint="Chọn được nhiều cơ quan"
      />
      {merged.length > 0 && (
        <div className="event-merged">
          {merged.map((id) => (
            <button
              key={id}
              type="button"
              aria-label={`Bỏ ${nameOf(id)}`}
              onClick={() => onChange({ merged: merged.filter((one) => one !== id) })}
            >
              {nameOf(id)}
              <X className="icon icon-16" aria-hidden />
            </button>
          ))}
        </div>
      )}
      <AgencyChoice
        label="Cơ quan tiếp nhận"
        tree={tree}
        value={successorId}
        onChange={(id) => onChange({ successorId: id, posts: {} })}
        among={free}
        error={tried && successorId === null ? 'Chưa chọn cơ quan tiếp nhận.' : fieldError(error, 'successorId')}
      />
    </>
  );
}

export function RenameFields(props: EventFieldsProps) {
  const { draft, onChange, tried, error } = props;
  return (
    <>
      <Subject {...props} label="Cơ quan đổi tên" />
      <TextField
        label="Tên mới"
        value={draft.name}
        onChange={(name) => onChange({ name })}
        error={tried && draft.name.trim().length < 3 ? 'Chưa nhập tên mới.' : fieldError(error, 'name')}
      />
      <div className="field-row">
        <TextField
          label="Tên ngắn"
          aside="(không bắt buộc)"
          value={draft.shortName}
          onChange={(shortName) => onChange({ shortName })}
        />
        <TextField
          label="Ký hiệu mới"
          aside="(không bắt buộc)"
          value={draft.symbol}
          onChange={(symbol) => onChange({ symbol })}
          hint="Để trống thì giữ ký hiệu cũ"
        />
      </div>
      <div className="field-row">
        <TextField
          label="Cơ quan chủ quản ở ô 2"
          aside="(không bắt buộc)"
          value={draft.governingName}
          onChange={(governingName) => onChange({ governingName })}
        />
        <TextField
          label="Tên ở ô 2"
          aside="(không bắt buộc)"
          value={draft.headingName}
          onChange={(headingName) => onChange({ headingName })}
          hint="Để trống thì lấy tên mới viết hoa"
        />
      </div>
    </>
  );
}

export function SplitFields(props: EventFieldsProps) {
  const { draft, onChange, tried, error } = props;
  const { parts } = draft;
  return (
    <>
      <Subject {...props} label="Cơ quan được chia" />
      <div className="event-parts">
        {parts.map((part, index) => (
          <section key={part.key} className="event-part" aria-label={`Cơ quan mới thứ ${index + 1}`}>
            <header>
              <h3>Cơ quan mới thứ {index + 1}</h3>
              {parts.length > 2 && (
                <Button
                  kind="ghost"
                  size="small"
                  icon={X}
                  onClick={() => onChange({ parts: parts.filter((one) => one.key !== part.key) })}
                >
                  Bỏ
                </Button>
              )}
            </header>
            <AgencyFields
              draft={part}
              onChange={(change) =>
                onChange({ parts: parts.map((one) => (one.key === part.key ? { ...one, ...change } : one)) })
              }
              error={error}
              path={`into.${index}`}
              tried={tried}
            />
          </section>
        ))}
      </div>
      <div className="note-actions">
        <Button size="small" icon={Plus} onClick={() => onChange({ parts: [...parts, newPart(newKey())] })}>
          Thêm một cơ quan mới
        </Button>
      </div>
    </>
  );
}

export function DissolveFields(props: EventFieldsProps) {
  const { tree, draft, onChange, error } = props;
  return (
    <>
      <Subject {...props} label="Cơ quan giải thể" />
      <AgencyChoice
        label="Cơ quan tiếp nhận nhiệm vụ"
        tree={tree}
        value={draft.successorId}
        onChange={(successorId) => onChange({ successorId })}
        among={(line) => isLiving(line) && line.id !== draft.agencyId}
        hint="Để trống khi không có cơ quan tiếp nhận"
        error={fieldError(error, 'successorId')}
      />
    </>
  );
}
