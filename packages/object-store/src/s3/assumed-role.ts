interface RoleCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration?: Date;
}

/**
 * Credentials of a role, which AWS's security token service gives to whom the environment names. The SDK asks again
 * when they are about to expire.
 */
export function assumedRole(roleArn: string, region: string | undefined): () => Promise<RoleCredentials> {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient({ region: region === undefined || region === '' ? 'us-east-1' : region });
    try {
      const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'tiphys' });
      const { Credentials: given } = await client.send(command);
      const {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
      } = given ?? {};
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
        throw new Error(`no credentials were given for the role ${roleArn}`);
      }
      const expiration = given?.Expiration;
      return {
        accessKeyId,
        secretAccessKey,
        sessionToken,
        ...(expiration === undefined ? {} : { expiration }),
      };
    } finally {
      client.destroy();
    }
  };
}
