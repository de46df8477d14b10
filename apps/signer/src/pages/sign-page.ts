import { displayName, nameValue, OID } from '@congvu/pki';
import type { Act, ActItem } from '../agent/act.ts';
import { pinNeed } from '../key-source.ts';
import { html, type Markup } from './html.ts';
import { DEMO_NOTE, dayText, ICONS, note, page, shortDigest } from './layout.ts';

export interface SignPageState {
  state: Act['state'];
  message: string | null;
  total: number;
  signed: number;
  failed: number;
  ready: number;
  checked: number;
  isPinAsked: boolean;
  pinWarning: string | null;
  items: { key: string; state: ActItem['state']; problem: string | null }[];
}

const WARNINGS = {
  final: 'Thiết bị chỉ còn một lần thử. Nhập sai thiết bị sẽ khóa.',
  low: 'Thiết bị đã bị nhập sai mã PIN trước đó, còn ít lần thử.',
  locked: 'Mã PIN của thiết bị đã bị khóa. Đề nghị đơn vị cấp thiết bị mở khóa (Mẫu số 05).',
} as const;

/** What the page asks for again and again; only what it shows. */
export function signPageState(act: Act): SignPageState {
  const count = (...states: ActItem['state'][]): number =>
    act.items.filter(({ state }) => states.includes(state)).length;
  const need = pinNeed(act.identity.found);
  return {
    state: act.state,
    message: act.message ?? null,
    total: act.items.length,
    signed: count('signed'),
    failed: count('failed'),
    ready: count('checked'),
    checked: count('checked', 'signed', 'failed'),
    isPinAsked: need.isAsked,
    pinWarning: need.state in WARNINGS ? WARNINGS[need.state as keyof typeof WARNINGS] : null,
    items: act.items.map(({ key, state, problem }) => ({ key, state, problem: problem?.message ?? null })),
  };
}

function certificateFacts({ identity: { found, isDemo } }: Act): Markup {
  const { certificate, token } = found;
  const name = displayName(certificate.subject);
  const organisation = nameValue(certificate.subject, OID.organization);
  const validity = certificate.notAfter < new Date() ? 'đã hết hạn ngày' : 'có hiệu lực đến';
  return html`<dt>Ký bằng</dt><dd><b>${name}</b>${organisation === undefined || organisation === name ? '' : `, ${organisation}`}</dd>
<dt>Cấp bởi</dt><dd>${displayName(certificate.issuer)}, ${validity} ${dayText(certificate.notAfter)}</dd>
<dt>Thiết bị</dt><dd>${token.label}${isDemo ? '' : html`, số <span class="num">${token.serial}</span>`}</dd>`;
}

function itemLine({ key, title, digest, state }: ActItem): Markup {
  return html`<li class="item" data-item="${key}" data-state="${state}">
<span class="item-icon item-checking">${ICONS.wait}</span><span class="item-icon item-ok">${ICONS.check}</span><span class="item-icon item-bad">${ICONS.stop}</span>
<div><b>${title}</b>${digest === '' ? html`` : html`<small class="num" title="${digest}">SHA-256 ${shortDigest(digest)}</small>`}<p class="problem" data-problem></p></div></li>`;
}

function documents(act: Act): Markup {
  if (act.request.kind === 'challenge') {
    return note('plain', 'Đăng nhập bằng chứng thư số', [
      'Chữ ký này chỉ chứng minh quyền dùng chứng thư tại trang nêu trên.',
      'Nó không thể dùng làm chữ ký trên văn bản.',
    ]);
  }
  return html`<h2 class="list-head">Văn bản <small data-check-text></small></h2>
<ol class="items">${act.items.map(itemLine)}</ol>`;
}

function pinForm(act: Act): Markup {
  const need = pinNeed(act.identity.found);
  const noun = act.request.kind === 'challenge' ? 'đăng nhập' : 'ký';
  return html`<form class="pin" data-form autocomplete="off">
<p class="warning" data-warning hidden></p>
<div class="field" data-pin-field ${need.isAsked ? html`` : html`hidden`}>
<label for="pin">Mã PIN của thiết bị để ${noun}</label>
<input class="input" id="pin" name="pin" type="password" inputmode="text" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="64" autofocus>
<p class="hint">Mã PIN chỉ đi tới thiết bị, không qua trang web.</p>
</div>
${need.hasPinPad ? html`<p class="hint">Nhập mã PIN trên bàn phím của thiết bị sau khi bấm ký.</p>` : html``}
<p class="error" role="alert" data-error></p>
<div class="progress" data-progress hidden><i></i></div>
<p class="result" role="status" data-result></p>
<div class="actions" data-actions>
<button class="btn" type="button" data-act="refuse">Từ chối</button>
<button class="btn btn-primary" type="submit" data-submit disabled>${ICONS.pen}<span data-submit-text>Đang đối chiếu nội dung…</span></button>
</div>
</form>`;
}

/** Who asks for what, with which key: everything the person has to know before the PIN. */
export function signPage(act: Act): string {
  const { request } = act;
  const isLogin = request.kind === 'challenge';
  const heading = isLogin ? 'Đăng nhập bằng chứng thư số' : `Ký ${act.items.length} văn bản`;
  return page({
    title: heading,
    role: 'sign',
    isNarrow: true,
    body: html`<section class="sheet sheet-float" data-kind="${request.kind}">
<h1>${heading}</h1>
${act.identity.isDemo ? DEMO_NOTE : html``}
<dl class="facts facts-wide">
<dt>Trang yêu cầu</dt><dd><b class="origin">${act.origin}</b></dd>
${request.kind === 'sign' ? html`<dt>Người ký</dt><dd>${request.relay.consent.who}</dd><dt>Việc</dt><dd>${request.relay.consent.reason}</dd>` : html``}
${certificateFacts(act)}
</dl>
${documents(act)}
${pinForm(act)}
</section>`,
  });
}
