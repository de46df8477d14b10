import type { OneTimeLink } from '@congvu/contracts';
import { Modal } from 'antd';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { formatInstant } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Note } from '../../../shared/ui/notes.tsx';

export type Link = z.infer<typeof OneTimeLink>;

/** The server sends a path or a whole address; what is handed over is always whole. */
function wholeAddress(link: string): string {
  return new URL(link, window.location.origin).toString();
}

/** Shown once and never again: it closes only by its own button, so that nobody loses it by a click beside it. */
export function OnceLinkDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const [copied, setCopied] = useState<boolean>();
  const address = wholeAddress(link.link);
  const copy = (): void => {
    const done = navigator.clipboard?.writeText(address);
    if (done === undefined) {
      setCopied(false);
      return;
    }
    done.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Modal
      open
      title={`Liên kết của ${link.userName}`}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={560}
    >
      <p className="dialog-text">
        Trao liên kết này cho đúng người dùng để tự đặt mật khẩu. Liên kết dùng một lần, hết hạn lúc{' '}
        {formatInstant(link.expiresAt)}, và chỉ hiện ở đây lần này.
      </p>
      <div className="once-link">
        <code>{address}</code>
        <Button size="small" icon={Copy} onClick={copy}>
          {copied === true ? 'Đã chép' : 'Chép liên kết'}
        </Button>
      </div>
      {copied === false && (
        <Note tone="plain">Trình duyệt chưa cho chép. Bôi đen liên kết rồi chép bằng Ctrl+C trước khi đóng.</Note>
      )}
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Đã trao, đóng
        </Button>
      </div>
    </Modal>
  );
}
