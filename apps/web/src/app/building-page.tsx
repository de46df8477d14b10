import { AppLink } from '../shared/ui/link.tsx';
import { Empty } from '../shared/ui/notes.tsx';

/** Stands where a screen of the plan is not yet on the branch; goes with the last of them. */
export function BuildingPage() {
  return (
    <div className="content">
      <Empty
        title="Màn hình này chưa có trong bản đang chạy"
        action={
          <AppLink className="btn" href="/">
            Về bàn làm việc
          </AppLink>
        }
      >
        Chức năng đang được hoàn thiện và sẽ có ở bản cập nhật tiếp theo.
      </Empty>
    </div>
  );
}
