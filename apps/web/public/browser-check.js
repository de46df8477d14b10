// Read by every browser, also one too old for the pages: plain words of the language as it was in 2009.
(() => {
  var missing = [];
  var note;
  if (!('SecurityPolicyViolationEvent' in window)) {
    missing.push('chính sách nội dung (CSP)');
  }
  if (!('sandbox' in document.createElement('iframe'))) {
    missing.push('khung cách ly (sandbox)');
  }
  if (!('noModule' in document.createElement('script')) || !Array.prototype.at) {
    missing.push('mã trang hiện hành');
  }
  if (missing.length > 0) {
    note = document.createElement('p');
    note.className = 'boot';
    note.setAttribute('role', 'alert');
    note.textContent =
      'Trình duyệt này thiếu tính năng bảo vệ cần cho Công Vụ: ' +
      missing.join(', ') +
      '. Cập nhật trình duyệt (Chrome, Edge, Cốc Cốc, Firefox, Safari từ năm 2023) rồi mở lại; đừng đăng nhập ở đây.';
    document.body.insertBefore(note, document.body.firstChild);
  }
})();
