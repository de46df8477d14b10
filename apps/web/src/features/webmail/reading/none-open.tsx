import type { MailFolderView, WebmailBox } from '@congvu/contracts';
import { Inbox, PenLine } from 'lucide-react';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote } from '../../../shared/ui/notes.tsx';
import { boxName } from '../list/box-switch.tsx';

interface NoneOpenProps {
  boxes: readonly WebmailBox[];
  box: WebmailBox;
  folder: MailFolderView;
  /** What the list beside shows; undefined while it is loading. */
  shown: number | undefined;
  narrowed: boolean;
  error: Error | null;
  onBox: (boxId: string) => void;
  onCompose: () => void;
}

function nameOfBox(box: WebmailBox): string {
  return box.relation === 'own' ? 'hộp thư của anh/chị' : boxName(box);
}

/** An empty box: where the unread mails are, else how to write one. */
function NoMail({ boxes, box, folder, onBox, onCompose }: NoneOpenProps) {
  const waiting = boxes.find(({ id, unread }) => id !== box.id && unread > 0);
  if (folder.role === 'inbox' && waiting !== undefined) {
    return (
      <Empty
        title={`Hộp thư ${waiting.relation === 'own' ? 'của anh/chị' : boxName(waiting)} có ${formatNumber(waiting.unread)} thư chưa đọc`}
        action={
          <Button icon={Inbox} onClick={() => onBox(waiting.id)}>
            Mở hộp thư này
          </Button>
        }
      >
        Hộp thư đang mở chưa có thư đến; thư mới hiện ở cột bên trái ngay khi tới.
      </Empty>
    );
  }
  return (
    <Empty
      title={folder.role === 'inbox' ? 'Chưa có thư để đọc' : 'Thư mục này chưa có thư'}
      action={
        box.abilities['webmail.send'] === true && (
          <Button icon={PenLine} shortcut="F4" onClick={onCompose}>
            Soạn thư
          </Button>
        )
      }
    >
      {folder.role === 'inbox' ? 'Thư mới hiện ở cột bên trái ngay khi tới.' : 'Chọn thư mục khác ở cột bên trái.'}
    </Empty>
  );
}

/** The list says that there is none; here where else it may be. */
function NoneFound({ boxes, box, onBox }: NoneOpenProps) {
  const other = boxes.find(({ id }) => id !== box.id);
  if (other === undefined) {
    return <Empty title="Không có thư để mở">Đổi từ cần tìm, nới ngày, hoặc bỏ lọc ở cột bên trái.</Empty>;
  }
  return (
    <Empty
      title="Thư có thể ở hộp thư khác"
      action={<Button onClick={() => onBox(other.id)}>Tìm ở {nameOfBox(other)}</Button>}
    >
      Mỗi lần chỉ tìm trong một hộp thư; từ cần tìm được giữ nguyên.
    </Empty>
  );
}

/** The place of the mail while none is open: what to do next. */
export function NoneOpen(props: NoneOpenProps) {
  const { folder, shown, narrowed, error } = props;
  const isDrafts = folder.role === 'drafts';
  return (
    <div className="none-open">
      {error !== null && <ErrorNote title="Chưa mở được trang soạn thư" error={error} />}
      {shown === 0 && narrowed && <NoneFound {...props} />}
      {shown === 0 && !narrowed && <NoMail {...props} />}
      {shown !== undefined && shown > 0 && isDrafts && (
        <Empty title="Chọn một thư nháp để soạn tiếp">Thư đang chờ gửi lấy lại được cho tới giờ gửi.</Empty>
      )}
      {shown !== undefined && shown > 0 && !isDrafts && (
        <Empty title="Chọn một thư">Nội dung thư, kết quả kiểm tra và việc cần làm sẽ mở ở đây.</Empty>
      )}
    </div>
  );
}
