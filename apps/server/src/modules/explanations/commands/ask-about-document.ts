import type { AskAboutDocument, DocumentAnswers } from '@congvu/contracts';
import { record } from '#modules/audit';
import { documentsNamed, getDocument } from '#modules/documents';
import { explainIncoming } from '#modules/incoming';
import { getPostEver, loadSubject, whyOver } from '#modules/org';
import { explainOutgoing } from '#modules/outgoing';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { explanationPolicies } from '../explanations.policy.ts';

type Answer = DocumentAnswers['documents'][number];

/** Several letters may carry one number and symbol: of different senders, of different years. */
const MOST = 10;

const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;

/** The id itself or the address of an open document; else the number and symbol. */
async function idsNamed(tx: Tx, agencyId: string, typed: string): Promise<string[]> {
  const [id] = UUID.exec(typed.toLowerCase()) ?? [];
  return id === undefined ? documentsNamed(tx, agencyId, typed) : [id];
}

interface Asked {
  agencyId: string;
  today: string;
  subject: Subject | undefined;
  /** Why the post carries nothing today. */
  over: string | null;
}

async function answerOne(tx: Tx, id: string, { agencyId, today, subject, over }: Asked): Promise<Answer | undefined> {
  const key = { agencyId, id, today };
  const incoming = await explainIncoming(tx, key, subject);
  const read = incoming ?? (await explainOutgoing(tx, key, subject));
  if (read === undefined) {
    return undefined;
  }
  const { number_symbol: numberSymbol, issued_on: issuedOn } = await getDocument(tx, agencyId, id);
  return {
    kind: incoming === undefined ? 'outgoing' : 'incoming',
    id,
    numberSymbol,
    issuedOn,
    read: over === null ? read : { allowed: false, reasons: [over] },
  };
}

/**
 * Whether somebody of the agency may read a document, and why: never what is written in it. A document of another agency is answered
 * as one that does not exist. Asking leaves its trace, found or not.
 */
export async function askAboutDocument(context: ActingContext, body: AskAboutDocument): Promise<DocumentAnswers> {
  const { agencyId } = context.subject;
  explanationPolicies.authorize('explanations.ask', context.subject, { agencyId });
  const today = vietnamDate(context.clock.now());
  return command(context, async (tx) => {
    const post = await getPostEver(tx, agencyId, body.positionId);
    const subject = await loadSubject(tx, { userId: '', positionId: body.positionId }, today);
    const asked = { agencyId, today, subject, over: subject === undefined ? whyOver(post, today) : null };
    const documents: Answer[] = [];
    for (const id of (await idsNamed(tx, agencyId, body.document)).slice(0, MOST)) {
      const answer = await answerOne(tx, id, asked);
      if (answer !== undefined) {
        documents.push(answer);
      }
    }
    await record(tx, context, {
      action: 'explanations.asked',
      agencyId,
      objectKind: 'position',
      objectId: body.positionId,
      detail: {
        about: post.fullName,
        documents: documents.map(({ kind, id, read }) => ({ kind, id, mayRead: read.allowed })),
      },
    });
    return { documents };
  });
}
