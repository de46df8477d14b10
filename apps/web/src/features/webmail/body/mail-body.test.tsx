import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { useBrowser } from '../../../shared/testing/stage.tsx';
import { frameDocument, hasOwnColours } from './frame-document.ts';
import { MailBody } from './mail-body.tsx';
import { purify } from './purify.ts';

const look = { dark: false, page: false, textSize: 100 };

describe('the text of a mail', () => {
  useBrowser();

  test('stands in a frame that may run nothing', () => {
    render(<MailBody html="<p>Kính gửi Văn phòng</p>" title="Nội dung thư Giấy mời" />);
    const frame = screen.getByTitle<HTMLIFrameElement>('Nội dung thư Giấy mời');
    const rights = frame.getAttribute('sandbox')?.split(' ') ?? [];
    expect(rights).not.toContain('allow-scripts');
    expect(rights).not.toContain('allow-forms');
    expect(rights).not.toContain('allow-top-navigation');
    expect(frame.srcdoc).toContain('<p>Kính gửi Văn phòng</p>');
  });

  test('has a policy of its own that fetches nothing', () => {
    const made = frameDocument({ html: '<p>x</p>', look, nonce: 'n', root: document.documentElement });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(made)?.[1] ?? '';
    expect(policy.split('; ')).toEqual(["default-src 'none'", 'img-src data: blob:', "style-src 'unsafe-inline'"]);
    expect(made.indexOf('Content-Security-Policy')).toBeLessThan(made.indexOf('<style'));
  });

  test.each([
    ['<a href="/thu/lien-ket?den=x">x</a>', true],
    ['<a href="/thu/soan?toi=a%40b.vn">x</a>', true],
    ['<a href="https://f8s.example/">x</a>', false],
    ['<a href="/thu/lien-ket-gia?x">x</a>', false],
    ['<a href="/thu\\lien-ket?x">x</a>', false],
    ['<a href="//f8s.example/thu/lien-ket?x">x</a>', false],
    ['<a href="javascript:x">x</a>', false],
  ])('%s leads somewhere: %s', (html, leads) => {
    expect(purify(html).includes('href')).toBe(leads);
  });

  test.each([
    '<p style="background:url(//x)">x</p>',
    '<p style="height:100vh">x</p>',
    '<p style="position:fixed">x</p>',
    '<img src="https://t.example/p.gif">',
    '<img data-cid="https://t.example/p.gif">',
    '<img src="data:image/svg+xml,<svg>">',
    '<input type="image" src="x">',
    '<p id="root" name="x">x</p>',
    '<template><p>x</p></template>',
  ])('of %s the page keeps nothing that fetches, covers or names', (html) => {
    expect(purify(html)).toMatch(/^(?:<p>x<\/p>|<img>|)$/);
  });

  test('keeps what the server marked', () => {
    const marked =
      '<s class="cv-struck">x</s> <span class="cv-locked">Đã khóa</span><details class="cv-quote"><summary>y</summary>z</details><img data-cid="/api/mail/1" alt="Dấu">';
    expect(purify(marked)).toBe(marked);
    expect(purify('<p style="color:rgb(1, 2, 3)">x</p>')).toContain('rgb');
  });

  test('is read on white paper when it brings colours', () => {
    expect(hasOwnColours('<p style="color:#000">x</p>')).toBe(true);
    expect(hasOwnColours('<td bgcolor="#fff">x</td>')).toBe(true);
    expect(hasOwnColours('<p style="text-align:left">color: x</p>')).toBe(false);
    const dark = frameDocument({ html: '', look: { ...look, dark: true }, nonce: '', root: document.documentElement });
    const page = frameDocument({
      html: '',
      look: { dark: true, page: true, textSize: 100 },
      nonce: '',
      root: document.documentElement,
    });
    expect(dark).toContain('color-scheme:dark');
    expect(page).toContain('color-scheme:light');
  });
});
