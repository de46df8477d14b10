type Values = Record<string, string>;

interface Sent {
  params?: Values;
  query?: Record<string, unknown>;
  /** Laid over the smallest body of the schema. */
  body?: (values: Values) => Record<string, unknown>;
}

/** What is sent where the smallest value of the schema does not reach the use case, or where the object is named in the body. */
export const SENT: Record<string, Sent> = {
  'POST /api/drafts/:id/related': { body: ({ relatedId }) => ({ documentId: relatedId }) },
  'PUT /api/incoming/:id/facts': { body: () => ({ documentType: 'other', typeName: 'Thư' }) },
};
