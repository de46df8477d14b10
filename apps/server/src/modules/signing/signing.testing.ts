import { completeSignature, prepareSignature, reserveFields, type SignaturePlan, signingItem } from '@congvu/pades';
import type { HashSigner, SigningIdentity } from '@congvu/pki';
import type { Subject } from '../../platform/authorise.ts';
import { conflict, invalid, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { REQUEST_ROLE } from '../../platform/reach-pool.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { judgePdf } from './judge/judge-pdf.ts';
import type { SigningPurpose, SigningReview } from './purpose.ts';

/** One page with a line of text, cross-reference table and all, by hand. `page` goes into its dictionary. */
export function writePlainPdf(text: string, page = '', trailerEntries = ''): Buffer {
  const content = `BT /F1 14 Tf 60 700 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.7\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(body.length);
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const xref = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailerEntries} >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + xref + trailer, 'latin1');
}

/** A letter ready to be signed: fields of the signer and of the organisation reserved. */
export function writeLetter(text: string, page = ''): Uint8Array {
  return reserveFields(writePlainPdf(text, page), {
    signatures: [
      {
        name: 'KyNguoi1',
        page: 1,
        rect: { x: 350, y: 200, width: 119, height: 57 },
        lock: { action: 'exclude', fields: ['DauCoQuan'] },
      },
      {
        name: 'DauCoQuan',
        page: 1,
        rect: { x: 310, y: 180, width: 102, height: 102 },
        lock: { action: 'all', permission: 1 },
      },
    ],
    texts: [],
  });
}

type Plan = Omit<SignaturePlan, 'signer' | 'signedAt'>;

/** All three steps at once. */
export async function signLetter(
  pdf: Uint8Array,
  signer: HashSigner,
  identity: SigningIdentity,
  signedAt: Date,
  plan: Plan = { field: 'KyNguoi1', docMDP: 2 },
): Promise<Uint8Array> {
  const prepared = prepareSignature(pdf, { ...plan, signer: identity, signedAt });
  const consent = { who: '', reason: '', docTitles: [] };
  const ticket = await signer.begin({ identityId: identity.id, items: [signingItem(prepared, 'x')], consent });
  const answer = await signer.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer)) {
    throw new Error('not signed');
  }
  return Buffer.concat([pdf, completeSignature(pdf, prepared, answer.signatures[0] ?? Buffer.alloc(0))]);
}

interface ProbeDocument {
  id: string;
  agency_id: string;
  sha256: string;
  state: 'waiting' | 'signed';
  signed_sha256: string | null;
}

export interface ProbePurpose {
  purpose: SigningPurpose;
  addDocument(owner: Subject, text: string): Promise<string>;
  readDocument(id: string): Promise<ProbeDocument>;
  replaceBytes(id: string, text: string): Promise<void>;
  /** What `prepare`, `check` and `complete` do besides, for one test. */
  disturb: Partial<Record<'prepare' | 'check' | 'complete' | 'replace', (objectId: string) => Promise<void>>>;
}

class Documents {
  readonly office: TestOffice;

  constructor(office: TestOffice) {
    this.office = office;
  }

  async read(id: string): Promise<ProbeDocument> {
    const [row] = await rawQuery<ProbeDocument>(this.office.db, 'select * from probe_document where id = $1', [id]);
    if (row === undefined) {
      throw notFound('probe.not_found', 'không có');
    }
    return row;
  }

  async store(text: string): Promise<string> {
    return (await this.office.blobs.put(writeLetter(text))).sha256;
  }

  async add(owner: Subject, text: string): Promise<string> {
    const id = newId();
    const values = [id, owner.agencyId, await this.store(text)];
    await rawQuery(this.office.db, `insert into probe_document values ($1, $2, $3, 'waiting', null)`, values);
    return id;
  }

  async replace(id: string, text: string): Promise<void> {
    const values = [id, await this.store(text)];
    await rawQuery(this.office.db, 'update probe_document set sha256 = $2 where id = $1', values);
  }
}

function present(row: ProbeDocument): SigningReview {
  return {
    title: `Văn bản ${row.id.slice(-4)}`,
    typeName: 'Công văn',
    pages: 1,
    attachmentCount: 0,
    receiverCount: 2,
    fileUrl: `/api/probe/${row.id}`,
    shownSha256: row.sha256,
    blockLines: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
    nextNumber: null,
    checks: [],
    findings: 0,
    stopped: row.state === 'signed' ? { code: 'probe.signed', message: 'Đã ký rồi.' } : null,
  };
}

function purposeOf(documents: Documents, disturb: ProbePurpose['disturb']): SigningPurpose {
  return {
    name: 'outgoing.sign',
    keyKind: 'person',
    afterSigning: (count) => `${count} văn bản chuyển văn thư.`,
    review: async (context, id) => {
      const row = await documents.read(id);
      if (row.agency_id !== context.subject.agencyId) {
        throw notFound('probe.not_found', 'không có');
      }
      return present(row);
    },
    prepare: async (context, id) => {
      await disturb.prepare?.(id);
      const row = await documents.read(id);
      if (row.state !== 'waiting') {
        throw conflict('probe.signed', 'Đã ký rồi.');
      }
      return {
        pdf: await context.blobs.readBytes(row.sha256),
        plan: { field: 'KyNguoi1', docMDP: 2, appearance: {} },
      };
    },
    check: async (context, id, signed) => {
      await disturb.check?.(id);
      const verdict = await judgePdf(context, { agencyId: context.subject.agencyId, bytes: signed });
      if (verdict.verdict !== 'valid') {
        throw invalid('probe.not_valid', verdict.sentence);
      }
    },
    preparesInOrder: false,
    target: 'LT',
    describeSigned: async (_db, _agencyId, ids) =>
      new Map(ids.map((id) => [id, { title: `Văn bản ${id.slice(-4)}`, numberSymbol: null }])),
    replaceFile: async (tx, _context, raised) => {
      await disturb.replace?.(raised.documentId);
      const rows = await rawQuery(
        tx,
        `update probe_document set signed_sha256 = $3 where id = $1 and signed_sha256 = $2 returning id`,
        [raised.documentId, raised.from, raised.file.sha256],
      );
      if (rows.length === 0) {
        throw conflict('probe.moved_on', 'Văn bản đã chuyển bước.');
      }
    },
    complete: async (tx, _context, signed) => {
      await disturb.complete?.(signed.objectId);
      const rows = await rawQuery(
        tx,
        `update probe_document set state = 'signed', signed_sha256 = $2
         where id = $1 and state = 'waiting' and sha256 = $3 returning id`,
        [signed.objectId, signed.file.sha256, signed.shownSha256],
      );
      if (rows.length === 0) {
        throw conflict('probe.moved_on', 'Văn bản đã chuyển bước.');
      }
      return { numberSymbol: null };
    },
  };
}

/** A kind of document of its own, in a real table, so that the order of locks and the conditional change are real. */
export async function createProbePurpose(office: TestOffice): Promise<ProbePurpose> {
  await rawQuery(
    office.db,
    `create table probe_document (id uuid primary key, agency_id uuid not null, sha256 text not null,
     state text not null, signed_sha256 text)`,
    [],
  );
  // What the start grants on the tables of the product.
  await rawQuery(office.db, `grant select, insert, update on probe_document to ${REQUEST_ROLE}`, []);
  const documents = new Documents(office);
  const disturb: ProbePurpose['disturb'] = {};
  return {
    purpose: purposeOf(documents, disturb),
    disturb,
    readDocument: (id) => documents.read(id),
    addDocument: (owner, text) => documents.add(owner, text),
    replaceBytes: (id, text) => documents.replace(id, text),
  };
}
