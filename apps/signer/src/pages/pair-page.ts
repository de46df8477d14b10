import type { Pairing } from '../agent/pairings.ts';
import { html } from './html.ts';
import { ICONS, note, page } from './layout.ts';

/** The person compares the code with the one on the office page and agrees, or not. */
export function pairPage({ origin, code, state }: Pairing): string {
  const isOpen = state === 'waiting';
  return page({
    title: 'Ghép với trang Công Vụ',
    role: 'pair',
    isNarrow: true,
    body: html`<section class="sheet sheet-float">
<h1>Cho phép trang này dùng thiết bị ký số?</h1>
<dl class="facts facts-wide"><dt>Trang yêu cầu</dt><dd><b class="origin">${origin}</b></dd></dl>
<p>Mã dưới đây phải giống hệt mã đang hiện trên trang Công Vụ:</p>
<p class="code num" aria-label="Mã ghép ${code}">${code}</p>
${note('plain', 'Chỉ đồng ý khi cả địa chỉ và mã đều đúng', [
  'Địa chỉ là địa chỉ Công Vụ của cơ quan.',
  'Hai mã giống nhau. Nếu khác, hoặc không phải mình vừa yêu cầu, chọn “Từ chối”.',
])}
<p class="result" role="status" data-result>${isOpen ? '' : 'Yêu cầu này đã được trả lời hoặc đã hết hạn. Đóng cửa sổ này lại.'}</p>
<div class="actions" data-actions ${isOpen ? html`` : html`hidden`}>
<button class="btn" type="button" data-act="refuse">Từ chối</button>
<button class="btn btn-primary" type="button" data-act="confirm">${ICONS.link}<span>Đúng mã, cho phép</span></button>
</div>
</section>`,
  });
}
