import { CorrectionBody, EvidenceView, OwnDataView, PersonalDataView } from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askCorrection } from './commands/ask-correction.ts';
import { exportOwnData } from './commands/export-own-data.ts';
import { type Build, viewEvidence } from './queries/view-evidence.ts';
import { exportPersonalData, viewOwnData, viewPersonalData } from './queries/view-personal-data.ts';

export function complianceRoutes(build: () => Build): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/compliance/evidence',
      policy: 'compliance.view',
      summary: 'Đối chiếu tuân thủ: kiểm soát cấp độ 3, ASVS, chức năng theo Phụ lục VI',
      response: EvidenceView,
      handle: (context) => viewEvidence(context, build()),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/compliance/personal-data',
      policy: 'compliance.view',
      summary: 'Bản đồ dữ liệu cá nhân',
      response: PersonalDataView,
      handle: (context) => viewPersonalData(context),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/compliance/personal-data/export',
      policy: 'compliance.view',
      summary: 'Bản đồ dữ liệu cá nhân, CSV',
      handle: async (context, { sendFile }) => sendFile(await exportPersonalData(context)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/me/personal-data',
      policy: 'compliance.own',
      summary: 'Dữ liệu cơ quan giữ về tôi',
      response: OwnDataView,
      handle: (context) => viewOwnData(context),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/me/personal-data/export',
      policy: 'compliance.own',
      summary: 'Lấy dữ liệu cơ quan giữ về tôi',
      stepUp: true,
      handle: async (context, { sendFile }) => sendFile(await exportOwnData(context)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/personal-data/corrections',
      policy: 'compliance.own',
      summary: 'Đề nghị sửa dữ liệu về tôi',
      body: CorrectionBody,
      response: z.object({ told: z.number() }),
      handle: (context, { body }) => askCorrection(context, body),
    }),
  ];
}
