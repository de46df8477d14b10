import { z } from 'zod';
import { Id } from './common.ts';

export const EvidenceParams = z.object({ id: Id });

export type EvidenceErrorCode =
  | 'evidence.not_found'
  | 'evidence.download.forbidden'
  | 'evidence.not_sent'
  | 'evidence.not_exchanged'
  | 'evidence.damaged'
  | 'evidence.too_large';
