import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BodyOptions } from './body.ts';
import { safeHtml } from './safe-html.ts';
import { safeText } from './safe-text.ts';
import { harmlessStyle } from './styles.ts';

const PLAIN: BodyOptions = { links: [], cids: new Map() };
const FORMS = 'https://forms-free.example/nang-cap';
const JUDGED: BodyOptions = { ...PLAIN, links: [{ url: FORMS, suspicious: true, why: 'trang biểu mẫu miễn phí' }] };

describe('links of a mail', () => {
  test('open our own page, which is told the mail and the address', () => {
    const { html, links } = safeHtml('<a href="https://baolaichau.vn/x?a=1&b=2">Đọc</a>', { ...PLAIN, mailId: 'm1' });
    const href = /href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(href.startsWith('/thu/lien-ket?')).toBe(true);
    expect(new URLSearchParams(href.split('?')[1]).get('den')).toBe('https://baolaichau.vn/x?a=1&b=2');
    expect(new URLSearchParams(href.split('?')[1]).get('thu')).toBe('m1');
    expect(html).toContain('target="_blank"');
    expect(links).toMatchObject([{ shown: 'Đọc', host: 'baolaichau.vn', suspicious: false }]);
  });

  test('suspicious ones are struck through, lead nowhere and say where they would have led', () => {
    const { html, links } = safeHtml(
      `<p><a href=" HTTPS://FORMS-FREE.example/nang-cap">Bấm <b>vào đây</b></a></p>`,
      JUDGED,
    );
    expect(html).toContain('<s class="cv-struck">Bấm <b>vào đây</b></s>');
    expect(html).toContain('Đã khóa, mở tới <b>forms-free.example</b>');
    expect(html).not.toContain('href');
    expect(links).toMatchObject([{ shown: 'Bấm vào đây', suspicious: true, why: 'trang biểu mẫu miễn phí' }]);
    expect(safeText(`Mở ${FORMS}.`, JUDGED).html).toContain('Đã khóa, mở tới <b>forms-free.example</b>');
    expect(safeHtml(`<a href="${FORMS}">x</a>`, PLAIN).html).toContain('href');
  });

  test('words that name another host are answered with the real one', () => {
    const lying = safeHtml('<a href="https://u@f8s.example/">mail.laichau.gov.vn</a>', PLAIN);
    expect(lying.html).toContain('(mở tới f8s.example)');
    const honest = safeHtml('<a href="https://www.laichau.gov.vn/tin">laichau.gov.vn</a>', PLAIN);
    expect(honest.html).not.toContain('cv-host');
  });

  test.each(['javascript:x', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '/api/me', '#top', 'tel:1', ''])(
    '%j leads nowhere',
    (href) => {
      expect(safeHtml(`<a href="${href}">x</a>`, PLAIN)).toMatchObject({ html: '<span>x</span>', links: [] });
    },
  );

  test('people are written to from here', () => {
    expect(safeHtml('<a href="mailto:a@laichau.gov.vn?subject=x">A</a>', PLAIN).html).toContain(
      'href="/thu/soan?toi=a%40laichau.gov.vn"',
    );
    expect(safeText('gửi về a@laichau.gov.vn nhé', PLAIN).html).toContain('/thu/soan?toi=a%40laichau.gov.vn');
  });
});

describe('pictures of a mail', () => {
  const cids = new Map([
    ['logo@x', { type: 'image/png', url: '/api/mail/b/emails/m/attachments/1' }],
    ['ve@x', { type: 'image/svg+xml', url: '/api/mail/b/emails/m/attachments/2' }],
    ['xa@x', { type: 'image/png', url: 'https://tracker.example/1.png' }],
  ]);

  test('come from the mail itself, by our own address and only as pictures', () => {
    expect(safeHtml('<img src="cid:logo@x" alt="Dấu">', { ...PLAIN, cids }).html).toContain(
      'data-cid="/api/mail/b/emails/m/attachments/1"',
    );
    for (const id of ['ve@x', 'xa@x', 'khong@x']) {
      expect(safeHtml(`<img src="cid:${id}">`, { ...PLAIN, cids }).html).not.toContain('<img');
    }
  });

  test('from outside are counted, never asked for, and their words stay', () => {
    const made = safeHtml(
      '<img src="https://t.example/p.gif" alt="Biểu đồ"><img srcset="//t.example/x 2x"><p style="background:url(//t.example)">x</p><table background="//t.example"></table>',
      PLAIN,
    );
    expect(made.blockedImages).toBe(4);
    expect(made.html).not.toContain('t.example');
    expect(made.html).toContain('Biểu đồ');
  });
});

describe('the rest of a mail', () => {
  test('quoted parts are folded, once around all they quote', () => {
    const { html } = safeHtml(
      '<p>Vâng</p><blockquote type="cite">một<blockquote type="cite">hai</blockquote></blockquote><blockquote>thơ</blockquote>',
      PLAIN,
    );
    expect(html.match(/<details class="cv-quote">/g)).toHaveLength(1);
    expect(html.indexOf('hai')).toBeLessThan(html.indexOf('</details>'));
    expect(html.indexOf('thơ')).toBeGreaterThan(html.indexOf('</details>'));
    expect(safeText('Vâng\n> một\n> hai\nhết', PLAIN).html.match(/<details/g)).toHaveLength(1);
  });

  test('nobody outside writes our own marks', () => {
    const { html } = safeHtml(
      '<p class="cv-locked" id="x" data-link="0" data-quote="1" title="Đã kiểm tra">x</p><details open><summary>y</summary></details>',
      PLAIN,
    );
    expect(html).toBe('<p>x</p>y');
  });

  test.each([
    ['color:red;position:fixed', 'color:red'],
    ['background:url(//x)', ''],
    ['background:u\\72l(//x);color:blue', ''],
    ['width:expression(x)', ''],
    ['height:100vh', ''],
    ['margin:-99px;padding:4px', 'padding:4px'],
    ['color:rgb(1, 2, 3)', 'color:rgb(1, 2, 3)'],
    ['display:flex;display:none', 'display:none'],
  ])('style %j becomes %j', (given, kept) => {
    expect(harmlessStyle(given)).toBe(kept);
  });

  test.each([
    ['a million elements deep', '<div>'.repeat(1_000_000)],
    ['quoted without end', '<blockquote type="cite">'.repeat(200_000)],
    ['links in links', '<a href="//x">'.repeat(400_000)],
    ['scripts left open', '<script>'.repeat(600_000)],
    ['nothing but brackets', '<'.repeat(5_000_000)],
  ])('5 MB of %s are shown as words', (_what, html) => {
    const made = safeHtml(html, PLAIN);
    expect(made.simplified).toBe(true);
    expect(made.html.length).toBeLessThan(3_000_000);
  });

  test('whatever comes in, nothing that runs comes out', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      ' ',
      'script',
      'svg',
      'img',
      'a',
      'style',
      'on',
      'src',
      'href',
      'x',
      '<!--',
      '-->',
      '&lt;',
      '`',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { html } = safeHtml(pieces.join(''), PLAIN);
        expect(/<(?:script|svg|style|iframe|form)|<[^>]*\son\w*=/i.test(html)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
