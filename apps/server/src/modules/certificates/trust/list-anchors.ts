import type { TrustAnchors } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { anchorPolicies } from '../certificates.policy.ts';
import { presentAnchor } from './anchors.presenter.ts';
import { listAnchors } from './anchors.store.ts';

const NOTHING = { programme: 'official', state: 'rejected', proposed_by: null, end_asked_by: null } as const;

/** The trust list with its history; anchors of the demo only in the demo. */
export async function viewAnchors(context: ActingContext): Promise<TrustAnchors> {
  const { subject, db, config } = context;
  anchorPolicies.authorize('certificates.list_anchors', subject, NOTHING);
  const rows = await listAnchors(db, { demo: config.demo, states: ['proposed', 'active', 'ended', 'rejected'] });
  return {
    anchors: rows.map((row) => presentAnchor(row, subject)),
    abilities: anchorPolicies.abilities(subject, NOTHING),
  };
}
