import { AskAboutDocument, DocumentAnswers } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askAboutDocument } from './commands/ask-about-document.ts';

export const explanationRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/explanations/documents',
    policy: 'explanations.ask',
    summary:
      'Một người của cơ quan có xem được một văn bản không và vì sao, không kèm nội dung; việc hỏi được ghi nhật ký',
    body: AskAboutDocument,
    response: DocumentAnswers,
    handle: (context, { body }) => askAboutDocument(context, body),
  }),
];
