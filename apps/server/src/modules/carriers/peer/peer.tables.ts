import type { Selectable } from 'kysely';
import type { Db, Tx } from '../../../platform/db.ts';

export type PeerState = 'proposed' | 'confirmed' | 'stopped';
export type UploadState = 'open' | 'whole' | 'kept';

type PeerTables = {
  carriers_installation: {
    only_one: boolean;
    public_key: Buffer;
    sealed_key: Buffer;
    created_at: Date;
  };
  carriers_peer: {
    agency_id: string;
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
  };
  carriers_peer_agency: {
    peer_id: string;
    code_key: string;
    code: string;
    name: string;
    accepted: boolean;
    listed: boolean;
  };
  carriers_peer_upload: {
    peer_id: string;
    sha256: string;
    size: number;
    received: number;
    state: UploadState;
    changed_at: Date;
  };
};

export type PeerRow = Selectable<PeerTables['carriers_peer']>;
export type PeerAgencyRow = Selectable<PeerTables['carriers_peer_agency']>;
export type UploadRow = Selectable<PeerTables['carriers_peer_upload']>;

export function peerTables(db: Db | Tx) {
  return db.withTables<PeerTables>();
}
