/**
 * Whoever started the stack for a fleet can restart its gateways; it is asked over the channel it started us with.
 */
export interface Control {
  /** Drains one gateway, and starts it again. Resolves once it is ready. */
  restartGateway(index: number): Promise<void>;
}

export interface RestartGateway {
  readonly type: 'restart-gateway';
  readonly index: number;
}

export interface GatewayRestarted {
  readonly type: 'gateway-restarted';
  readonly index: number;
  /** Why it could not be. */
  readonly error?: string;
}

/** Null when nobody listens. */
export function controlOf(channel: Pick<NodeJS.Process, 'send' | 'on'>): Control | null {
  if (channel.send === undefined) return null;
  const waiting = new Map<number, (answer: GatewayRestarted) => void>();
  channel.on('message', (message: GatewayRestarted) => {
    if (message.type !== 'gateway-restarted') return;
    waiting.get(message.index)?.(message);
    waiting.delete(message.index);
  });
  return {
    restartGateway: async (index) => {
      const answered = new Promise<GatewayRestarted>((resolve) => waiting.set(index, resolve));
      channel.send?.({ type: 'restart-gateway', index } satisfies RestartGateway);
      const { error } = await answered;
      if (error !== undefined) throw new Error(`gateway ${index + 1} was not restarted: ${error}`);
    },
  };
}
