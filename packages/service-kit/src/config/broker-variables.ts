import { integer, optionalText, text } from './variable.ts';

/** How every service finds the broker; spread into its own variables. */
export const BROKER_VARIABLES = {
  natsUrl: text('TIPHYS_NATS_URL', {
    description: 'the NATS servers, separated by commas',
    default: 'nats://127.0.0.1:4222',
  }),
  natsCredentials: optionalText('TIPHYS_NATS_CREDENTIALS', {
    description: "file with the broker's credentials",
  }),
  natsReplicas: integer('TIPHYS_NATS_REPLICAS', {
    description: 'copies of every stream; the same for all services, 3 for a cluster',
    default: 1,
    min: 1,
    max: 5,
  }),
} as const;
