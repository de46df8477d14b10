export type AgentErrorCode =
  | 'agent.not_found'
  | 'agent.not_paired'
  | 'agent.pairing_refused'
  | 'agent.pairing_expired'
  | 'agent.cancelled'
  | 'agent.answer';

/** `message` is Vietnamese; `code` is one of these or what the agent answered (`signer.…`). */
export class AgentError extends Error {
  override name = 'AgentError';
  readonly code: AgentErrorCode | `signer.${string}` | `agent.${string}`;

  constructor(code: AgentError['code'], message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
