import { expect, test } from 'vitest';
import { textToHtml } from './clean-html.ts';

test.each([
  ['một dòng', '<p>một dòng</p>'],
  ['--\nLò Thị Thử\nVăn thư', '<p>--<br>Lò Thị Thử<br>Văn thư</p>'],
  ['Kính gửi,\r\n\r\nĐề nghị xem.\n \n\n\nCảm ơn', '<p>Kính gửi,</p><p>Đề nghị xem.</p><p>Cảm ơn</p>'],
  ['<b>&"', '<p>&lt;b&gt;&amp;&quot;</p>'],
  ['\n\n', ''],
])('%j as paragraphs', (text, html) => {
  expect(textToHtml(text)).toBe(html);
});
