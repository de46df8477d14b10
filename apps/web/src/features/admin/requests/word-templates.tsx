import { type RequestTemplate, type RequestTemplates, TEMPLATE_MOST_BYTES } from '@congvu/contracts';
import { formByCode, isListForm } from '@congvu/forms';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { dateOf, formatDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';

const PATH = '/api/request-templates';
const KEY = ['request-templates'];

function builtIn({ form }: RequestTemplate): string {
  return `${PATH}/${form}/built-in`;
}

interface DialogProps {
  template: RequestTemplate;
  onClose: () => void;
}

function ReplaceDialog({ template, onClose, onDone }: DialogProps & { onDone: (answer: RequestTemplates) => void }) {
  const { form, label, title } = template;
  return (
    <Modal open title={`Thay mẫu Word của ${label}`} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        {title}. Sửa chữ, phông, bố cục trong Word; giữ nguyên các thẻ trong dấu {'{ }'}, mỗi thẻ là một mục được điền
        {isListForm(formByCode(form)) ? ', dòng của danh sách nằm giữa {#…} và {/…}' : ''}. Mẫu được điền thử trước khi
        lưu.
      </p>
      <UploadArea<RequestTemplates>
        path={`${PATH}/${form}`}
        accept=".docx"
        multiple={false}
        title="Tệp Word (.docx)"
        hint={`Tối đa ${TEMPLATE_MOST_BYTES / 1024 / 1024} MB, không có macro. Kéo tệp vào đây hoặc chọn từ máy.`}
        onUploaded={(answer) => {
          showToast(`Đã thay mẫu Word của ${label}.`);
          onDone(answer);
        }}
      />
      <div className="dialog-foot">
        <a className="btn" href={builtIn(template)} download>
          <Download className="icon" aria-hidden />
          Mẫu của hệ thống
        </a>
        <Button onClick={onClose}>Đóng</Button>
      </div>
    </Modal>
  );
}

function RemoveDialog({ template, onClose }: DialogProps) {
  const client = useQueryClient();
  const { form, label, own, guiding } = template;
  const remove = useWrite<undefined, RequestTemplates>({
    request: () => ({ method: 'DELETE', path: `${PATH}/${form}` }),
    topics: KEY,
    onDone: (answer) => {
      client.setQueryData(KEY, answer);
      showToast(`${label} in lại theo ${guiding === null ? 'mẫu của hệ thống' : `mẫu của ${guiding.agencyName}`}.`);
      onClose();
    },
  });
  return (
    <Modal open title={`Bỏ mẫu riêng của ${label}`} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        Bản Word của {label} sẽ in theo {guiding === null ? 'mẫu của hệ thống' : `mẫu của ${guiding.agencyName}`}. Mẫu
        đang dùng ({own?.name}) không tải lại được ở đây nữa; cần giữ thì tải về trước.
      </p>
      {remove.isError && <ErrorNote title="Chưa bỏ được mẫu riêng" error={remove.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Để sau</Button>
        <Button kind="primary" busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
          Bỏ mẫu riêng
        </Button>
      </div>
    </Modal>
  );
}

function InUse({ own, guiding }: RequestTemplate) {
  if (own !== null) {
    return (
      <>
        <b>{own.name}</b>
        <small>
          Từ {formatDate(dateOf(own.since))}, {own.by}
        </small>
      </>
    );
  }
  if (guiding !== null) {
    return (
      <>
        Mẫu của {guiding.agencyName}
        <small>{guiding.name}</small>
      </>
    );
  }
  return <span className="quiet">Mẫu của hệ thống</span>;
}

interface RowProps {
  template: RequestTemplate;
  onReplace: () => void;
  onRemove: () => void;
}

function TemplateRow({ template, onReplace, onRemove }: RowProps) {
  const { form, label, title, own, guiding } = template;
  const isOurs = own !== null || guiding !== null;
  return (
    <tr>
      <td>
        <b>{label}</b>
        <small>{title}</small>
      </td>
      <td data-label="Đang dùng">
        <InUse {...template} />
      </td>
      <td className="acts">
        <div className="word-acts">
          <a
            className="btn btn-small"
            href={isOurs ? `${PATH}/${form}` : builtIn(template)}
            download
            aria-label={`Tải về mẫu Word của ${label}`}
          >
            Tải về
          </a>
          <Button size="small" aria-label={`Thay mẫu Word của ${label}`} onClick={onReplace}>
            Thay mẫu…
          </Button>
          {own !== null && (
            <Button size="small" kind="quiet" onClick={onRemove}>
              Dùng lại mẫu của {guiding === null ? 'hệ thống' : 'đơn vị đầu mối'}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

/** Which file of Word each form is printed by; an office may replace it by its own. */
export function WordTemplates() {
  const client = useQueryClient();
  const [act, setAct] = useState<{ kind: 'replace' | 'remove'; template: RequestTemplate }>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<RequestTemplates>(PATH, undefined, signal),
  });
  const close = (): void => setAct(undefined);
  return (
    <section className="sheet rule-table word-templates" aria-label="Mẫu Word">
      <header className="card-head">
        <h2>
          Mẫu Word
          <small>
            Bản Word của đề nghị in theo mẫu riêng của cơ quan, không có thì theo mẫu của đơn vị đầu mối, rồi đến mẫu
            của hệ thống. Bản PDF để ký luôn theo mẫu của công văn.
          </small>
        </h2>
      </header>
      {isPending && <SkeletonRows rows={5} />}
      {error !== null && <ErrorNote title="Chưa tải được các mẫu Word" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <table className="table as-cards">
          <thead>
            <tr>
              <th scope="col">Mẫu</th>
              <th scope="col">Đang dùng</th>
              <th scope="col">
                <span className="visually-hidden">Việc</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((template) => (
              <TemplateRow
                key={template.form}
                template={template}
                onReplace={() => setAct({ kind: 'replace', template })}
                onRemove={() => setAct({ kind: 'remove', template })}
              />
            ))}
          </tbody>
        </table>
      )}
      {act?.kind === 'replace' && (
        <ReplaceDialog
          template={act.template}
          onClose={close}
          onDone={(answer) => {
            client.setQueryData(KEY, answer);
            close();
          }}
        />
      )}
      {act?.kind === 'remove' && <RemoveDialog template={act.template} onClose={close} />}
    </section>
  );
}
