import { Component, type ReactNode } from 'react';
import { ApiError } from '../shared/api/errors.ts';
import { Button } from '../shared/ui/button.tsx';
import { AppLink } from '../shared/ui/link.tsx';
import { Mark } from '../shared/ui/marks.tsx';
import { Empty, ErrorNote } from '../shared/ui/notes.tsx';

/** A part of the pages that is no longer on the server: a newer version was put in place meanwhile. */
function isOldVersion(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message);
}

function reload(): void {
  location.reload();
}

export function FailurePage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (isOldVersion(error)) {
    return (
      <div className="content">
        <Empty
          title="Công Vụ vừa được cập nhật"
          action={
            <Button kind="primary" onClick={reload}>
              Tải lại trang
            </Button>
          }
        >
          Tải lại trang để dùng bản mới. Nội dung đã lưu không bị ảnh hưởng.
        </Empty>
      </div>
    );
  }
  if (error instanceof ApiError && error.status === 404) {
    return <NotFoundPage />;
  }
  return (
    <div className="content">
      <ErrorNote title="Chưa mở được trang này" error={error} onRetry={onRetry} />
    </div>
  );
}

function NotFoundPage() {
  return (
    <div className="content">
      <Empty
        title="Không có trang này"
        action={
          <AppLink className="btn" href="/">
            Về bàn làm việc
          </AppLink>
        }
      >
        Địa chỉ sai, văn bản không thuộc cơ quan này hoặc đã được chuyển đi nơi khác.
      </Empty>
    </div>
  );
}

interface BoundaryState {
  error: unknown;
  failed: boolean;
}

/** The last net: whatever breaks, there is never a blank page. */
export class RootBoundary extends Component<{ children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: undefined, failed: false };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error, failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <ErrorPageAlone error={this.state.error} /> : this.props.children;
  }
}

function ErrorPageAlone({ error }: { error: unknown }) {
  return (
    <OutsideFrame>
      <ErrorNote title="Trang chưa hiển thị được" error={error} onRetry={reload} />
    </OutsideFrame>
  );
}

/** Where no shell stands around the page: at least whose page it is, and a way on. */
function OutsideFrame({ children }: { children: ReactNode }) {
  return (
    <main className="outside">
      <h1 className="outside-brand">
        <Mark size={40} />
        Công Vụ
      </h1>
      {children}
    </main>
  );
}

/** A fault before or beside the shell: the session could not be read, the address is nobody's. */
export function OutsideFailure({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <OutsideFrame>
      <FailurePage error={error} onRetry={reset} />
    </OutsideFrame>
  );
}

export function OutsideNotFound() {
  return (
    <OutsideFrame>
      <NotFoundPage />
    </OutsideFrame>
  );
}
