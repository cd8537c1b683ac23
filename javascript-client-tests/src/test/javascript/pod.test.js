import assert from 'node:assert/strict';
import net from 'node:net';
import { PassThrough } from 'node:stream';
import { before, test } from 'node:test';
import * as k8s from '@kubernetes/client-node';
import { config, core, namespace, soon } from './stories.js';

let place;
before(async () => {
    place = await namespace();
    // A controller makes the account of Pods that name none.
    await soon(() =>
        core.readNamespacedServiceAccount({ namespace: place, name: 'default' }).then(
            () => true,
            () => false,
        ),
    );
    await core.createNamespacedPod({
        namespace: place,
        body: {
            metadata: { name: 'web' },
            spec: { containers: [{ name: 'web', image: 'localhost/jong/demo:v1' }] },
        },
    });
    await soon(async () => {
        const pod = await core.readNamespacedPod({ namespace: place, name: 'web' });
        return pod.status.phase === 'Running';
    });
});

async function textOf(stream) {
    let text = '';
    for await (const piece of stream) {
        text += piece;
    }
    return text;
}

test('runs a command and hears how it ends', async () => {
    const run = (command, out) =>
        new Promise((resolve, reject) => {
            new k8s.Exec(config)
                .exec(place, 'web', 'web', command, out, null, null, false, resolve)
                .catch(reject);
        });
    const out = new PassThrough();
    const ended = await run(['echo', 'hello'], out);
    out.end();
    assert.equal(ended.status, 'Success');
    assert.equal(await textOf(out), 'hello\n');

    const failed = await run(['sh', '-c', 'exit 3'], new PassThrough());
    assert.equal(failed.reason, 'NonZeroExitCode');
    assert.deepEqual(failed.details.causes, [{ reason: 'ExitCode', message: '3' }]);
});

test('talks to a container', async () => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const socket = await new k8s.Attach(config).attach(
        place,
        'web',
        'web',
        stdout,
        null,
        stdin,
        false,
    );
    stdin.write('anyone?\n');
    const answer = await new Promise((resolve) => stdout.once('data', resolve));
    assert.equal(`${answer}`, 'anyone?\n');
    socket.close();
});

test('forwards a port', async () => {
    const forward = new k8s.PortForward(config);
    const server = net.createServer((socket) => {
        forward.portForward(place, 'web', [8080], socket, null, socket);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = net.connect(server.address().port, '127.0.0.1');
    socket.write('ping');
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    assert.equal(`${answer}`, 'ping');
    socket.destroy();
    server.close();
});

test('reads what a container writes', async () => {
    const out = new PassThrough();
    await new k8s.Log(config).log(place, 'web', 'web', out, { follow: false });
    assert.equal(await textOf(out), ''); // a simulated container writes nothing
    await assert.rejects(new k8s.Log(config).log(place, 'web', 'other', new PassThrough(), {}), {
        code: 400,
    });
});
