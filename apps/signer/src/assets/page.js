// The script of the agent's own pages. Talks to this program alone (same origin); the PIN field is emptied as soon as it is sent.
const role = document.body.dataset.role;
const find = (name, within = document) => within.querySelector(`[data-${name}]`);

async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(content.error?.message ?? 'Chương trình ký số không trả lời. Khởi động lại chương trình.');
  }
  return content;
}

function say(name, text) {
  const place = find(name);
  if (place !== null && place.textContent !== text) {
    place.textContent = text;
  }
}

function closeSoon() {
  setTimeout(() => window.close(), 2500);
}

function startHealth() {
  find('reload')?.addEventListener('click', () => location.reload());
  for (const button of document.querySelectorAll('[data-unpair]')) {
    button.addEventListener('click', async () => {
      await post(`/ghep/bo/${button.dataset.unpair}`);
      location.reload();
    });
  }
}

/** A click meant for another window that was in the way must not say yes. */
const THINK_MS = 800;

function startPair() {
  const yes = document.querySelector('[data-act="confirm"]');
  yes.disabled = true;
  setTimeout(() => {
    yes.disabled = false;
  }, THINK_MS);
  for (const button of document.querySelectorAll('[data-act]')) {
    button.addEventListener('click', async () => {
      try {
        const { state } = await post(`${location.pathname}/${button.dataset.act}`);
        find('actions').hidden = true;
        const isPaired = state === 'paired';
        say('result', isPaired ? 'Đã ghép. Quay lại trang Công Vụ.' : 'Đã từ chối. Trang ấy không dùng được thiết bị.');
        closeSoon();
      } catch (error) {
        say('result', error.message);
      }
    });
  }
}

const PAUSE_MS = 350;

function paintItems({ items }) {
  const lines = new Map([...document.querySelectorAll('[data-item]')].map((line) => [line.dataset.item, line]));
  for (const { key, state, problem } of items) {
    const line = lines.get(key);
    if (line !== undefined) {
      line.dataset.state = state;
      find('problem', line).textContent = problem ?? '';
    }
  }
}

function submitText(view, isLogin) {
  if (view.state === 'checking') {
    return `Đang đối chiếu nội dung ${view.checked}/${view.total}…`;
  }
  if (view.state === 'signing') {
    return 'Đang ký…';
  }
  return isLogin ? 'Đăng nhập' : `Ký ${view.ready} văn bản`;
}

function checkText(view) {
  if (view.state === 'checking') {
    return 'đang tải về và đối chiếu';
  }
  const refused = view.state === 'waiting' ? view.failed : 0;
  return refused === 0 ? 'đã đối chiếu với bản đã xem' : `${refused} văn bản bị từ chối, không ký`;
}

function resultText(view, isLogin) {
  if (view.state === 'signing') {
    return isLogin ? '' : `Đã ký ${view.signed}/${view.signed + view.ready}.`;
  }
  if (view.state !== 'ended') {
    return '';
  }
  if (view.signed === 0) {
    return `${view.message ?? 'Không ký văn bản nào.'} Quay lại trang Công Vụ.`;
  }
  const failed = view.failed === 0 ? '' : ` ${view.failed} văn bản chưa ký, lý do ghi trong danh sách.`;
  return isLogin
    ? 'Đã xác nhận. Quay lại trang Công Vụ.'
    : `Đã ký ${view.signed} văn bản.${failed} Quay lại trang Công Vụ.`;
}

let wasSigning = false;

/** After a wrong PIN the field is ready for the next try. */
function refocus(view, input) {
  if (wasSigning && view.state === 'waiting') {
    input.focus();
  }
  wasSigning = view.state === 'signing';
}

function paintSign(view, isLogin) {
  paintItems(view);
  const isOpen = view.state === 'waiting';
  const submit = find('submit');
  submit.disabled = !isOpen;
  submit.classList.toggle('btn-busy', view.state === 'signing');
  say('submit-text', submitText(view, isLogin));
  say('check-text', checkText(view));
  say('result', resultText(view, isLogin));
  say('error', isOpen ? (view.message ?? '') : '');
  const warning = find('warning');
  warning.hidden = view.pinWarning === null || !isOpen || view.message !== null;
  warning.textContent = view.pinWarning ?? '';
  find('pin-field').hidden = !view.isPinAsked || view.state === 'ended';
  const input = find('pin-field').querySelector('input');
  input.disabled = view.state === 'signing';
  refocus(view, input);
  find('actions').hidden = view.state === 'ended';
  const progress = find('progress');
  progress.hidden = view.state !== 'signing' || isLogin;
  const share = (view.signed + view.failed) / Math.max(1, view.total);
  progress.firstElementChild.style.width = `${Math.round(share * 100)}%`;
}

function startSign() {
  const isLogin = document.querySelector('[data-kind]').dataset.kind === 'challenge';
  const form = find('form');
  const pin = form.querySelector('input');
  const look = async () => {
    try {
      const answer = await fetch(`${location.pathname}/state`, { cache: 'no-store' });
      if (!answer.ok) {
        throw new Error();
      }
      const view = await answer.json();
      paintSign(view, isLogin);
      if (view.state === 'ended') {
        closeSoon();
        return;
      }
    } catch {
      say('error', 'Mất liên lạc với chương trình ký số. Mở lại chương trình rồi ký lại từ trang Công Vụ.');
    }
    setTimeout(look, PAUSE_MS);
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const typed = pin.value;
    pin.value = '';
    if (!find('pin-field').hidden && typed === '') {
      say('error', 'Nhập mã PIN của thiết bị.');
      pin.focus();
      return;
    }
    find('submit').disabled = true;
    await post(`${location.pathname}/sign`, { pin: typed }).catch((error) => say('error', error.message));
    wasSigning = true;
  });
  for (const button of form.querySelectorAll('[data-act]')) {
    button.addEventListener('click', () => post(`${location.pathname}/${button.dataset.act}`).catch(() => undefined));
  }
  void look();
}

({ health: startHealth, pair: startPair, sign: startSign })[role]?.();
