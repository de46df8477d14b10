import type { MailRegisterProposal, MailRegisterQuery, ProposedFacts } from '@congvu/contracts';
import { nameKey } from '@congvu/forms';
import { readWords } from '#modules/files';
import { findAlikeIncoming } from '#modules/incoming';
import { judgePdf } from '#modules/signing';
import { type MailToRegister, mailToRegister, readAttachments } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { listAgencyNames } from '../registering/known-agencies.ts';
import { NO_PDF, PRINTED, pageOf, possiblePages } from '../registering/mail-files.ts';
import { notesOfMail } from '../registering/notes-of-mail.ts';
import { proposeFacts } from '../registering/propose-facts.ts';
import { freeMailOf } from '../registering/sender-of-mail.ts';

const PDF = 'application/pdf';

/** "Re: Fwd: Báo cáo tuần" is about "Báo cáo tuần". */
function bareSubject(subject: string): string {
  return subject.replace(/^(?:(?:re|fwd?|tr|trả lời|chuyển tiếp)\s*:\s*)+/iu, '').trim();
}

/** The page speaks for itself; where it is silent, the mail does. */
async function factsOf(
  context: ActingContext,
  mail: MailToRegister,
  pages: readonly string[],
): Promise<{ facts: ProposedFacts; readFromPage: boolean }> {
  const read = proposeFacts(pages[0] ?? '');
  const today = vietnamDate(context.clock.now());
  const sender = mail.from?.name ?? '';
  const written = read?.issuingAgencyName || sender || mail.from?.address || '';
  // The page writes the name in capitals; the same name beside the address says where they belong.
  const name = nameKey(written) === nameKey(sender) ? sender : written;
  const known = (await listAgencyNames(context.db)).get(nameKey(name));
  return {
    readFromPage: read !== undefined,
    facts: {
      numberSymbol: read?.numberSymbol ?? '',
      issuedOn: read?.issuedOn !== undefined && read.issuedOn !== null && read.issuedOn <= today ? read.issuedOn : null,
      issuingAgencyName: known?.name ?? name,
      issuingAgencyId: known?.id ?? null,
      documentType: read?.documentType ?? 'official_letter',
      abstract: read?.abstract || bareSubject(mail.subject),
      signatory: '',
      signatoryPosition: '',
      urgency: read?.urgency ?? 'normal',
      pageCount: pages.length === 0 ? null : pages.length,
    },
  };
}

interface Looked {
  pages: string[];
  verdict: MailRegisterProposal['verdict'];
  sha256: string;
}

/** What the page says and bears; the words of a mail without files say it in no form that could be read. */
async function lookAt(context: ActingContext, mail: MailToRegister, page: ReturnType<typeof pageOf>): Promise<Looked> {
  const { agencyId } = context.subject;
  if (page === undefined) {
    return { pages: [], verdict: PRINTED, sha256: mail.rawSha256 };
  }
  if (page.media_type !== PDF) {
    return { pages: [], verdict: NO_PDF, sha256: page.sha256 };
  }
  const bytes = (await readAttachments(context, mail, [page.no])).get(page.no) ?? new Uint8Array();
  const { pages } = await readWords(context, { agencyId, bytes });
  return { pages, verdict: await judgePdf(context, { agencyId, bytes }), sha256: page.sha256 };
}

/** The mail looked at for the clerk, before anything is kept. @throws AppError as `registerMail` */
export async function proposeRegister(
  context: ActingContext,
  wanted: { mailboxId: string; id: string },
  query: MailRegisterQuery,
): Promise<MailRegisterProposal> {
  const { agencyId } = context.subject;
  const mail = await mailToRegister(context.db, context, wanted);
  const page = pageOf(mail, query.mainNo);
  const { pages, verdict, sha256 } = await lookAt(context, mail, page);
  const { facts, readFromPage } = await factsOf(context, mail, pages);
  const address = await freeMailOf(context.db, mail);
  return {
    files: possiblePages(mail).map(({ no, name, media_type: mediaType, size }) => ({ no, name, mediaType, size })),
    mainNo: page?.no ?? null,
    facts,
    readFromPage,
    verdict,
    freeMail:
      address === undefined
        ? null
        : {
            address,
            text: 'Thư miễn phí. Văn bản của cơ quan không nhận qua thư miễn phí (mục 4 công văn của huyện); chỉ nhận của công dân, có ghi lý do.',
          },
    notes: notesOfMail(mail, null),
    duplicates: await findAlikeIncoming(context.db, agencyId, { ...facts, sha256 }),
  };
}
