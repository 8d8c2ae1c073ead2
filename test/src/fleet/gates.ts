/**
 * Commands that wait until a test lets them go on, and that are counted: each start of a command leaves a trace that
 * no service can remove. A key names one command of one workflow.
 */
export interface Gates {
  /** Shell text: leaves the trace, says `begun <key>`. */
  begin(key: GateKey): string;
  /** Shell text: waits until the gate is open. */
  wait(key: GateKey): string;
  /** Resolves when the command runs. */
  begun(key: GateKey): Promise<void>;
  /** Once, while the command runs. */
  open(key: GateKey): Promise<void>;
  /** How often the command has been started. */
  starts(key: GateKey): number;
}

export interface GateKey {
  workflow: string;
  template: string;
}

export function gateName({ workflow, template }: GateKey): string {
  return `${workflow}.${template}`;
}
