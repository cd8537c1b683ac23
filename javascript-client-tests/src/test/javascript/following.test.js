import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as k8s from '@kubernetes/client-node';
import { config, configMap, core, namespace, soon } from './stories.js';

let place;
before(async () => {
    place = await namespace();
});

async function lifeOf(name) {
    await core.createNamespacedConfigMap({ namespace: place, body: configMap(name, { k: '1' }) });
    await core.replaceNamespacedConfigMap({
        namespace: place,
        name,
        body: configMap(name, { k: '2' }),
    });
    await core.deleteNamespacedConfigMap({ namespace: place, name });
}

test('watches each change in order', async () => {
    const start = (await core.listNamespacedConfigMap({ namespace: place })).metadata;
    await lifeOf('watched');
    const seen = [];
    const request = await new k8s.Watch(config).watch(
        `/api/v1/namespaces/${place}/configmaps`,
        { resourceVersion: start.resourceVersion, fieldSelector: 'metadata.name=watched' },
        (type, map) => seen.push(`${type} ${map.data.k}`),
        () => {},
    );
    await soon(() => seen.length >= 3);
    request.abort();
    assert.deepEqual(seen, ['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
});

test('an informer knows what is there and hears what comes', async () => {
    await core.createNamespacedConfigMap({
        namespace: place,
        body: { metadata: { name: 'before', labels: { story: 'informer' } } },
    });
    const heard = [];
    const informer = k8s.makeInformer(
        config,
        `/api/v1/namespaces/${place}/configmaps`,
        () => core.listNamespacedConfigMap({ namespace: place, labelSelector: 'story=informer' }),
        'story=informer',
    );
    for (const event of ['add', 'update', 'delete']) {
        informer.on(event, (map) => heard.push(`${event} ${map.metadata.name}`));
    }
    await informer.start();
    await soon(() => heard.includes('add before'));
    const body = { metadata: { name: 'after', labels: { story: 'informer' } } };
    await core.createNamespacedConfigMap({ namespace: place, body });
    await core.replaceNamespacedConfigMap({
        namespace: place,
        name: 'after',
        body: { ...body, data: { k: '2' } },
    });
    await core.deleteNamespacedConfigMap({ namespace: place, name: 'before' });
    await soon(() => heard.length >= 4);
    await informer.stop();
    assert.deepEqual(heard, ['add before', 'add after', 'update after', 'delete before']);
    assert.deepEqual(
        informer.list().map((map) => map.metadata.name),
        ['after'],
    );
});
