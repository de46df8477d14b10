import { EvidenceParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { downloadIncomingEvidence, downloadOutgoingEvidence } from './commands/download-evidence.ts';
import type { EvidencePorts } from './ports.ts';

export function evidenceRoutes(ports: EvidencePorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/evidence/outgoing/:id',
      policy: 'evidence.download',
      stepUp: true,
      summary:
        'Hồ sơ chứng cứ của văn bản đã gửi: gói tin, trạng thái, chữ ký, mã băm, thời điểm; kiểm tra được không cần mạng',
      params: EvidenceParams,
      handle: async (context, { params, sendFile }) =>
        sendFile(await downloadOutgoingEvidence(context, ports, params.id)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/evidence/incoming/:id',
      policy: 'evidence.download',
      stepUp: true,
      summary: 'Hồ sơ chứng cứ của văn bản đã nhận qua liên thông',
      params: EvidenceParams,
      handle: async (context, { params, sendFile }) =>
        sendFile(await downloadIncomingEvidence(context, ports, params.id)),
    }),
  ];
}
