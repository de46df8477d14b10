import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

export interface CertificateRef {
  agencyId: string;
  certificateId: string;
}

export interface SignedDocument {
  documentId: string;
  title: string;
  numberSymbol: string | null;
  signedAt: Date;
  /** By a trusted timestamp. */
  provenAt: Date | null;
}

export interface ReportedLoss extends CertificateRef {
  lossId: string;
  serial: string;
  subjectName: string;
  /** Null when it is the organisation's. */
  personId: string | null;
  tokenSerial: string | null;
  /** As registered with the certificate; empty when nobody recorded it. */
  email: string;
}

/** What the module above knows of the signatures made with a key. */
export interface SigningLossPorts {
  /** Ends every prepared and waiting signature of the key in the transaction of the report; answers how many. */
  freezeSigning(tx: Tx, context: Context, certificate: CertificateRef): Promise<number>;
  /** Newest first. */
  listSignedBy(db: Db | Tx, asked: CertificateRef & { since: Date }): Promise<SignedDocument[]>;
  /** The authority has revoked the key: what waits for it ends. */
  revocationKnown(tx: Tx, context: Context, certificate: CertificateRef): Promise<void>;
  /** Documents signed while no time authority answered. */
  waitingForTime(db: Db): Promise<{ count: number; oldest: Date | null }>;
}

export interface LossPorts extends SigningLossPorts {
  /** In the transaction of the report: the request to revoke is prepared, the guiding office told. */
  lossReported(tx: Tx, context: Context, loss: ReportedLoss): Promise<void>;
}
