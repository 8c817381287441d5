import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startBus } from '../../bus/bus.ts';
import { busRig, namespaceName } from './bus-rig.ts';
import { message, send, take } from './messages.ts';
import { jwt } from './tokens.ts';

const { bus, certificate, client, emulator, emulatorClient } = busRig();

describe('the broker', () => {
  it('keeps no process alive once it is closed, and is trusted by NODE_EXTRA_CA_CERTS', async () => {
    const script = `
      import { ServiceBusClient } from '@azure/service-bus';
      import { startBus } from './infra/local/bus/bus.ts';
      const { CERT: cert, KEY: key, TOKEN: token } = process.env;
      const bus = await startBus({ certificate: { cert, key }, entities: { queues: { work: { requiresSession: true } } } });
      const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600000 }) };
      const connect = () => new ServiceBusClient('${namespaceName}', credential, { customEndpointAddress: bus.endpoint });
      const [busy, cut] = [connect(), connect()];
      await busy.createSender('work').sendMessages({ body: 'hello', sessionId: 'a' });
      const session = await busy.acceptNextSession('work');
      const [message] = await session.receiveMessages(1);
      await session.completeMessage(message);
      cut.acceptNextSession('work').catch(() => {});
      await busy.close();
      await bus.pause();
      await bus.resume();
      await cut.close();
      await bus.close();
      console.log(message.body);
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: certificate().caFile,
        CERT: certificate().cert,
        KEY: certificate().key,
        TOKEN: jwt(),
      },
      timeout: 60_000,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(output).toBe('hello\n');
  });

  it('survives clients that speak no AMQP, or stop in the middle', async () => {
    const entities = { queues: { work: {} } };
    const overTls = await bus(entities);
    const plain = await emulator(entities);
    for (const broker of [overTls, plain]) {
      for (const bytes of [
        'GET / HTTP/1.1\r\n\r\n',
        'AMQP\x03\x01\x00\x00\x00\x00\x00\x08\x02\x09\x00\x00',
        '',
      ]) {
        const socket = connect(broker.port, broker.host).on('error', () => {});
        await once(socket, 'connect');
        socket.end(Buffer.from(bytes, 'latin1'));
        await once(socket, 'close');
      }
      const silent = connect(broker.port, broker.host).on('error', () => {});
      await once(silent, 'connect');
      await broker.pause();
      await broker.resume();
    }
    const emulated = emulatorClient(plain.connectionString);
    for (const on of [client(overTls), emulated]) {
      await send(on, 'work', message('still here'));
      expect(await take(on.createReceiver('work'), 1)).toEqual(['still here']);
    }
  });

  it('is told when the port is taken', async () => {
    const { port } = await bus({});
    await expect(startBus({ entities: {}, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
