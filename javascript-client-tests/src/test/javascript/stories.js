// What the stories have in common: clients, places, refusals, patience.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as k8s from '@kubernetes/client-node';

const PATIENCE_MS = 180_000;
const AGAIN_MS = 50;

export const config = new k8s.KubeConfig();
config.loadFromDefault(); // the file that $KUBECONFIG names

export const core = config.makeApiClient(k8s.CoreV1Api);

/** A namespace that no other story uses; its generated name is the answer. */
export async function namespace() {
    const made = await core.createNamespace({ body: { metadata: { generateName: 'story-' } } });
    return made.metadata.name;
}

export function configMap(name, data) {
    return { metadata: { name }, data };
}

/** The Status with which the call must be refused. */
export async function refusal(call) {
    try {
        await call;
    } catch (e) {
        if (!(e instanceof k8s.ApiException)) {
            throw e;
        }
        const status = typeof e.body === 'string' ? JSON.parse(e.body) : e.body;
        assert.equal(status.code, e.code);
        return status;
    }
    return assert.fail('expected a refusal');
}

/** Returns when `holds` answers true. */
export async function soon(holds) {
    const end = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
        assert.ok(Date.now() < end, 'it did not come true in time');
        await pause(AGAIN_MS);
    }
}
