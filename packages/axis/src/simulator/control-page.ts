/** What runs, who wrote to whom, and which faults are on. Reads `/control/state`; text goes in as text, never as markup. */
export const CONTROL_PAGE = `<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trục mô phỏng</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1100px; padding: 16px; color: #1c2430; }
  h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 28px; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid #d8dee6; vertical-align: top; }
  th { font-weight: 600; color: #55606e; } .wide { overflow-x: auto; } .quiet { color: #55606e; } code { font-size: 13px; }
  button { font: inherit; padding: 6px 12px; border: 1px solid #9aa5b1; border-radius: 6px; background: #fff; cursor: pointer; }
  textarea { width: 100%; min-height: 110px; font: 13px/1.4 ui-monospace, monospace; box-sizing: border-box; }
</style>
</head>
<body>
<h1>Trục mô phỏng – chỉ dùng để thử nghiệm và tập huấn</h1>
<p id="summary" class="quiet">Đang tải…</p>
<h2>Văn bản và trạng thái (mới nhất trước)</h2>
<div class="wide"><table><thead><tr><th>Lúc</th><th>Loại</th><th>Từ</th><th>Số, ký hiệu / trích yếu</th><th>Nơi nhận</th></tr></thead><tbody id="messages"></tbody></table></div>
<h2>Lỗi đang bật</h2>
<textarea id="faults" aria-label="Danh sách lỗi, JSON" spellcheck="false"></textarea>
<p><button id="apply">Áp dụng</button> <button id="clear">Tắt hết lỗi</button> <span id="said" class="quiet" role="status"></span></p>
<h2>Cơ quan tự trả lời</h2>
<div class="wide"><table><thead><tr><th>Mã</th><th>Cách xử sự</th></tr></thead><tbody id="partners"></tbody></table></div>
<h2>Lời gọi gần đây</h2>
<div class="wide"><table><thead><tr><th>Lúc</th><th>Trục</th><th>Lời gọi</th><th>Hệ thống</th><th>Kết quả</th></tr></thead><tbody id="log"></tbody></table></div>
<script>
  const by = (id) => document.getElementById(id);
  const time = (iso) => new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso));
  const states = { waiting: 'đang giữ lại', lost: 'bị làm mất', unknown_receiver: 'không có nơi nhận', initial: 'chờ nhận', processing: 'đang nhận', done: 'đã nhận', fail: 'nhận lỗi' };
  const manners = { polite: 'làm đúng', refuses: 'từ chối', silent: 'nhận mà im lặng', absent: 'không nhận', slow: 'làm đúng nhưng chậm', recalls: 'hay lấy lại', dirty: 'phần mềm cũ, nhiều lỗi', backwards: 'báo ngược' };
  function fill(id, rows) {
    by(id).replaceChildren(...rows.map((cells) => {
      const row = document.createElement('tr');
      row.append(...cells.map((text) => { const cell = document.createElement('td'); cell.textContent = text ?? ''; return cell; }));
      return row;
    }));
  }
  async function refresh() {
    const state = await (await fetch('/control/state')).json();
    by('summary').textContent = 'Đồng hồ ' + time(state.now) + ' · ' + state.agencies + ' cơ quan · ' + state.systems.length + ' hệ thống · ' + state.faults.length + ' lỗi đang bật';
    fill('messages', state.messages.map((m) => [
      time(m.sentAt), m.messageType === 'status' ? 'trạng thái ' + (m.statusCode ?? '') : 'văn bản', m.from,
      [m.notation, m.title].filter(Boolean).join(' – '), m.deliveries.map((d) => d.to + ': ' + (states[d.state] ?? d.state)).join('; '),
    ]));
    fill('partners', state.partners.map((p) => [p.code, manners[p.behaviour] ?? p.behaviour]));
    fill('log', state.log.map((l) => [time(l.at), l.axis, l.call, l.systemId, l.outcome]));
    if (document.activeElement !== by('faults')) by('faults').value = JSON.stringify(state.faults, null, 1);
  }
  async function apply(text) {
    const answer = await fetch('/control/faults', { method: 'POST', headers: { 'x-congvu-control': '1', 'content-type': 'application/json' }, body: text });
    const said = await answer.json();
    by('said').textContent = answer.ok ? 'Đã áp dụng.' : said.error;
    if (answer.ok) { by('faults').blur(); refresh(); }
  }
  by('apply').onclick = () => apply(by('faults').value);
  by('clear').onclick = () => apply('[]');
  refresh(); setInterval(refresh, 3000);
</script>
</body>
</html>
`;
