import { VERSION } from '../version.ts';
import { html, type Markup } from './html.ts';

export const ICONS = {
  check: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="m6.8 10.2 2.2 2.2 4.2-4.6"/></svg>`,
  warn: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3.2 17.6 16.4H2.4z"/><path d="M10 8.2v3.6M10 14.2v.1"/></svg>`,
  stop: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="M10 6.2v4.6M10 13.6v.1"/></svg>`,
  info: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.4M10 6.5v.1"/></svg>`,
  wait: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="M10 6v4.2l2.6 1.6"/></svg>`,
  pen: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M12.6 4.2 15.8 7.4 7.2 16H4v-3.2z"/></svg>`,
  link: html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M8.4 11.6a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3L9.9 5.8M11.6 8.4a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l.9-.9"/></svg>`,
};

const MARK = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect x="2" y="2" width="28" height="28" rx="3.5"/><rect class="inner" x="5" y="5" width="22" height="22" rx="2"/><path d="M15.1 12.7a3.9 3.9 0 1 0 0 6.6M17.2 11.6l3.4 8.8 3.4-8.8"/></svg>`;

export interface PageParts {
  title: string;
  body: Markup;
  /** What the script does on this page. */
  role?: 'health' | 'pair' | 'sign';
  /** Shown at the right of the head. */
  aside?: Markup;
  isNarrow?: boolean;
}

/** The frame of every page; style and script are files of our own, nothing is inline. */
export function page({ title, body, role, aside, isNarrow = false }: PageParts): string {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} · Ký số Công Vụ</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/agent.css">
<script src="/assets/page.js" defer></script>
</head>
<body data-role="${role ?? 'none'}" class="${isNarrow ? 'is-narrow' : ''}">
<header class="head"><div class="head-in">
${MARK}<div class="brand"><b>Ký số Công Vụ</b><small>chạy trên máy này</small></div>
<div class="head-aside">${aside ?? html``}</div>
</div></header>
<main class="main">${body}</main>
<footer class="foot">Phiên bản ${VERSION} · Mã PIN chỉ đi tới thiết bị, không qua trang web, không lên máy chủ.</footer>
</body>
</html>`.text;
}

/** Groups of four from both ends, as the office page shows it. */
export function shortDigest(hex: string): string {
  const groups = hex.toUpperCase().match(/.{4}/g) ?? [];
  return groups.length <= 8 ? groups.join(' ') : [...groups.slice(0, 4), '…', ...groups.slice(-4)].join(' ');
}

export function dayText(date: Date): string {
  return new Intl.DateTimeFormat('vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(date);
}

export function timeText(date: Date): string {
  const time = new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit' });
  return `${time.format(date)} ngày ${dayText(date)}`;
}

export function note(kind: 'warn' | 'plain', title: string, lines: readonly string[] = []): Markup {
  const icon = kind === 'warn' ? ICONS.warn : ICONS.info;
  return html`<div class="note note-${kind}" role="note">${icon}<div><h3>${title}</h3>${
    lines.length === 0 ? html`` : html`<ol class="advice">${lines.map((line) => html`<li>${line}</li>`)}</ol>`
  }</div></div>`;
}

export const DEMO_NOTE = note('warn', 'Khóa phần mềm để thử nghiệm', [
  'Chữ ký tạo ở đây không có giá trị pháp lý và không dùng để phát hành văn bản.',
]);
