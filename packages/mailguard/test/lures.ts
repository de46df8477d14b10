import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Drafts of lures of 2022–2026, written for this project: none is a mail that somebody received. */
export type LureSet = 'tuning' | 'held-out';

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A draft is its headers, a blank line and a body whose links are written `[words](address)`. */
function toMail(draft: string): Uint8Array {
  const at = draft.indexOf('\n\n');
  const [headers, body] = [draft.slice(0, at).trim(), draft.slice(at).trim()];
  const html = escapeHtml(body).replace(/\[([^\]]{1,200})\]\(([^)\s]{1,500})\)/g, '<br><a href="$2">$1</a><br>');
  const lines = [
    ...headers.split('\n'),
    'To: someone@example.org',
    'Date: Mon, 02 Mar 2026 08:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
  ];
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n<html><body>${html}</body></html>\r\n`);
}

export function lures(set: LureSet): { name: string; raw: Uint8Array }[] {
  const path = fileURLToPath(new URL(`./lures/${set}.txt`, import.meta.url));
  return readFileSync(path, 'utf8')
    .split('\n=====\n')
    .map((draft, at) => ({
      name: `${set} ${at + 1}: ${/^Subject: (.*)$/m.exec(draft)?.[1] ?? ''}`,
      raw: toMail(draft),
    }));
}
