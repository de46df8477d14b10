import { displayName, nameValue, OID } from '@congvu/pki';
import type { AgentFault, AgentHealth } from '@congvu/pki/agent';
import type { Pairing } from '../agent/pairings.ts';
import type { FoundIdentity } from '../key-source.ts';
import { html, type Markup } from './html.ts';
import { DEMO_NOTE, dayText, ICONS, page, timeText } from './layout.ts';

const PIN_TEXT = {
  ok: 'bình thường',
  low: 'đã nhập sai, còn ít lần thử',
  final: 'chỉ còn một lần thử',
  locked: 'đã khóa',
  unset: 'chưa đặt',
} as const;

function faultBlock({ title, advice }: AgentFault): Markup {
  return html`<li class="fault">${ICONS.warn}<div><h3>${title}</h3><ol class="advice">${advice.map(
    (line) => html`<li>${line}</li>`,
  )}</ol></div></li>`;
}

function verdict({ isReady, faults, sentence }: AgentHealth): Markup {
  const isGood = faults.length === 0;
  const words = isReady ? sentence : 'Chưa ký được. Làm theo hướng dẫn dưới đây.';
  return html`<div class="verdict ${isGood ? '' : 'verdict-unsure'}" role="status">${isGood ? ICONS.check : ICONS.warn}<h2>${words}</h2></div>`;
}

function tokenBlock(token: AgentHealth['tokens'][number], identities: readonly FoundIdentity[], now: Date): Markup {
  const own = identities.filter(({ found }) => found.token.serial === token.serial);
  return html`<section class="sheet">
<div class="sheet-head"><h2>${token.label}</h2>${token.isDemo ? html`<span class="chip chip-soon">thử nghiệm</span>` : html`<span class="chip chip-done">đang cắm</span>`}</div>
<dl class="facts">
<dt>Số sê-ri</dt><dd class="num">${token.serial}</dd>
<dt>Loại</dt><dd>${token.model}</dd>
<dt>Trình điều khiển</dt><dd>${token.driver}</dd>
<dt>Mã PIN</dt><dd>${PIN_TEXT[token.pin]}</dd>
</dl>
<ul class="certificates">${own.map(({ found: { certificate } }) => {
    const isPast = certificate.notAfter < now;
    const organisation = nameValue(certificate.subject, OID.organization);
    return html`<li class="${isPast ? 'is-past' : ''}">${isPast ? ICONS.stop : ICONS.check}<div><b>${displayName(certificate.subject)}</b>${
      organisation === undefined || organisation === displayName(certificate.subject)
        ? html``
        : html`<span>${organisation}</span>`
    }<small>Cấp bởi ${displayName(certificate.issuer)}, ${isPast ? 'hết hạn' : 'có hiệu lực đến'} ${dayText(certificate.notAfter)}</small></div></li>`;
  })}</ul>
</section>`;
}

function driverTable({ drivers }: AgentHealth): Markup {
  return drivers.length === 0
    ? html``
    : html`<section class="sheet"><div class="sheet-head"><h2>Trình điều khiển trên máy</h2></div>
<ul class="lines">${drivers.map(
        ({ name, path, isLoaded }) =>
          html`<li class="${isLoaded ? '' : 'is-out'}">${isLoaded ? ICONS.check : ICONS.warn}<div><b>${name}</b><small class="path">${path}</small></div></li>`,
      )}</ul></section>`;
}

function pairingList(pairings: readonly Pairing[]): Markup {
  const lines = pairings.map(
    ({ id, origin, expiresAt }) =>
      html`<li>${ICONS.link}<div><b>${origin}</b><small>Ghép đến ${timeText(new Date(expiresAt))}</small></div><button class="btn btn-small" type="button" data-unpair="${id}">Bỏ ghép</button></li>`,
  );
  return html`<section class="sheet"><div class="sheet-head"><h2>Trang đã ghép</h2></div>${
    lines.length === 0
      ? html`<p class="empty">Chưa có trang nào. Đăng nhập Công Vụ rồi chọn ký bằng thiết bị trên máy này để ghép.</p>`
      : html`<ul class="lines">${lines}</ul>`
  }</section>`;
}

/** The program's own front page: what is wrong and what to do, or that all is well. */
export function healthPage(
  health: AgentHealth,
  identities: readonly FoundIdentity[],
  pairings: readonly Pairing[],
): string {
  const now = new Date(health.now);
  return page({
    title: 'Tình trạng thiết bị',
    role: 'health',
    aside: html`<button class="btn btn-small" type="button" data-reload>Kiểm tra lại</button>`,
    body: html`<h1>Tình trạng thiết bị ký số</h1>
<p class="lead">Kiểm tra lúc <time>${timeText(now)}</time>. Cắm hoặc rút thiết bị rồi bấm “Kiểm tra lại”.</p>
${health.tokens.some(({ isDemo }) => isDemo) ? DEMO_NOTE : html``}
${verdict(health)}
${health.faults.length === 0 ? html`` : html`<ul class="faults sheet">${health.faults.map(faultBlock)}</ul>`}
${health.tokens.map((token) => tokenBlock(token, identities, now))}
${pairingList(pairings)}
${driverTable(health)}`,
  });
}
