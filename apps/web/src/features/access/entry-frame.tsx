import { ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import './access.css';
import { Mark } from '../../shared/ui/marks.tsx';
import { Note } from '../../shared/ui/notes.tsx';
import { text } from './access.text.ts';

export function EntryBrand({ line }: { line?: string | undefined }) {
  return (
    <header className="entry-brand">
      <Mark size={44} />
      <span>
        <b>{text.product}</b>
        <small>{line ?? text.tagline}</small>
      </span>
    </header>
  );
}

export function OnlyHere() {
  return (
    <p className="entry-note">
      <ShieldCheck className="icon icon-16" aria-hidden />
      <span>
        Chỉ đăng nhập tại <b>{location.host}</b>. {text.neverAsk}
      </span>
    </p>
  );
}

/** Pages outside the shell that are one card: links, first password, second factor. */
export function AlonePage({
  title,
  line,
  children,
}: {
  title: string;
  line?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="alone">
      <main className="entry-main is-wide">
        <EntryBrand line={line} />
        <section className="sheet sheet-stack entry-card">
          <h1>{title}</h1>
          {children}
        </section>
      </main>
    </div>
  );
}

/** A secret of a link is 43 letters; a link cut off by a mail program or a hasty copy is told at once. */
export function isWholeToken(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

export function CutLink() {
  return (
    <Note title="Liên kết chưa đủ">
      <p>
        Liên kết bị thiếu hoặc thừa ký tự. Chép lại nguyên liên kết được cấp rồi mở lại; nếu vẫn không được, đề nghị cấp
        liên kết mới.
      </p>
    </Note>
  );
}
