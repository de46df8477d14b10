import type { MailItem, MailItemPage, PackageImport } from '@congvu/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';
import { describeError } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { useRoles } from '../../shared/session/me.ts';
import { formatInstant, formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';

const PATH = '/api/connections/mail-items';

function useMailItems(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['connections', 'mail-items'],
    queryFn: ({ pageParam, signal }) => getJson<MailItemPage>(PATH, { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled,
  });
}

function MailRow({ item }: { item: MailItem }) {
  const dismiss = useWrite<string, { id: string }>({
    request: (id) => ({ path: `${PATH}/${id}/dismiss`, body: {} }),
    topics: ['connections'],
    onDone: () => showToast('Đã đánh dấu đã xem. Thư vẫn nằm trong hộp thư.'),
  });
  return (
    <li className="track-quarantine">
      <div>
        <p>
          <b>{item.subject === '' ? 'Thư không có tiêu đề' : item.subject}</b> <Chip>{item.stateLabel}</Chip>
        </p>
        <p>{item.reason}</p>
        <small>
          từ <span className="num">{item.from === '' ? 'không rõ' : item.from}</span>,{' '}
          <time dateTime={item.seenAt} title={formatInstant(item.seenAt)}>
            {formatMoment(item.seenAt)}
          </time>
          , hộp thư {item.connectionName}
        </small>
      </div>
      <span className="track-acts">
        {item.abilities['mail_packages.dismiss'] === true && (
          <Button
            size="small"
            kind="quiet"
            busy={dismiss.isPending}
            onClick={() => dismiss.mutate(item.id, { onError: (error) => showToast(describeError(error).message) })}
          >
            Đã xem
          </Button>
        )}
      </span>
    </li>
  );
}

/** Mails with a package that stayed in the mailbox, and letters of ours that came back; nothing when there are none. */
function MailItems({ enabled }: { enabled: boolean }) {
  const list = useMailItems(enabled);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) {
    return null;
  }
  return (
    <section aria-label="Thư công vụ chưa nhận">
      <h2 className="track-sub">Thư công vụ có gói tin chưa nhận</h2>
      <div className="sheet">
        <ul>
          {items.map((item) => (
            <MailRow key={item.id} item={item} />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="pane-more">
            <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Xem thêm
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** What comes by hand: a package on a stick or in a mail, checked like everything that arrives. */
export function PackageIntake() {
  const isClerk = useRoles().has('clerk');
  const queries = useQueryClient();
  if (!isClerk) {
    return null;
  }
  const done = ({ sentence }: PackageImport): void => {
    showToast(sentence);
    void queries.invalidateQueries({ queryKey: ['interchange'] });
  };
  return (
    <>
      <UploadArea<PackageImport>
        path="/api/connections/packages"
        accept=".edxml,.eml"
        title="Nhập gói tin từ tệp"
        hint="Tệp .edxml, hoặc thư .eml tải nguyên từ hộp thư công vụ. Gói tin không chứng minh được nơi gửi được để riêng bên dưới cho văn thư quyết định."
        onUploaded={done}
      />
      <MailItems enabled={isClerk} />
    </>
  );
}
