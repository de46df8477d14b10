export type PeerState = 'proposed' | 'confirmed' | 'stopped';
type UploadState = 'open' | 'whole' | 'kept';

/** Rows as read by `select *`; written through the stores of this folder. */
export interface PeerRow {
  /** The agency that runs the connection. */
  agency_id: string;
  /** Of its connection. */
  id: string;
  state: PeerState;
  public_key: Buffer;
  key_id: string;
  offered_key: Buffer | null;
  title: string;
  confirmed_there: boolean;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  skew_ms: number | null;
  looked_at: Date | null;
  refused_code: string;
  refused_at: Date | null;
}

export interface PeerAgencyRow {
  peer_id: string;
  code_key: string;
  code: string;
  name: string;
  accepted: boolean;
  listed: boolean;
}

export interface UploadRow {
  peer_id: string;
  sha256: string;
  size: number;
  received: number;
  state: UploadState;
  changed_at: Date;
}
