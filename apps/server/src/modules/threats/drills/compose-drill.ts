import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { DrillTemplate } from './templates.ts';

export interface Addressee {
  name: string;
  address: string;
  /** Page that explains; nothing is asked and nothing can be typed there. */
  link: string;
}

const LINK = '{lien_ket}';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** The drill letter of one addressee as it would come in by SMTP. */
export async function composeDrill(template: DrillTemplate, to: Addressee, at: Date): Promise<Buffer> {
  const lines = template.body.map((line) => line.replaceAll('{ten}', to.name));
  const html = lines.map((line) =>
    line === LINK
      ? `<p><a href="${escapeHtml(to.link)}">${escapeHtml(template.linkText)}</a></p>`
      : `<p>${escapeHtml(line)}</p>`,
  );
  const text = lines.map((line) => (line === LINK ? `${template.linkText}: ${to.link}` : line));
  return new MailComposer({
    from: { name: template.senderName, address: template.senderAddress },
    to: { name: to.name, address: to.address },
    subject: template.subject,
    date: at,
    text: text.join('\n\n'),
    html: html.join('\n'),
  })
    .compile()
    .build();
}
