import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as k8s from '@kubernetes/client-node';
import { config, configMap, core, namespace, refusal } from './stories.js';

let place;
before(async () => {
    place = await namespace();
});

test('creates, reads, replaces and deletes', async () => {
    const created = await core.createNamespacedConfigMap({
        namespace: place,
        body: configMap('one', { k: '1' }),
    });
    assert.deepEqual(await core.readNamespacedConfigMap({ namespace: place, name: 'one' }), created);

    const replaced = await core.replaceNamespacedConfigMap({
        namespace: place,
        name: 'one',
        body: { ...created, data: { k: '2' } },
    });
    assert.deepEqual(replaced.data, { k: '2' });
    const stale = await refusal(
        core.replaceNamespacedConfigMap({ namespace: place, name: 'one', body: created }),
    );
    assert.equal(stale.reason, 'Conflict');

    const deleted = await core.deleteNamespacedConfigMap({ namespace: place, name: 'one' });
    assert.equal(deleted.status, 'Success');
    const missing = await refusal(core.readNamespacedConfigMap({ namespace: place, name: 'one' }));
    assert.equal(missing.message, 'configmaps "one" not found');
});

test('lists in pages', async () => {
    for (const name of ['p1', 'p2', 'p3']) {
        const body = configMap(name, {});
        body.metadata.labels = { paged: 'yes' };
        await core.createNamespacedConfigMap({ namespace: place, body });
    }
    const seen = [];
    let next;
    do {
        const page = await core.listNamespacedConfigMap({
            namespace: place,
            labelSelector: 'paged',
            limit: 2,
            _continue: next,
        });
        seen.push(...page.items.map((map) => map.metadata.name));
        next = page.metadata._continue;
    } while (next);
    assert.deepEqual(seen, ['p1', 'p2', 'p3']);
});

test('patches by operations, by merging and by the schema', async () => {
    await core.createNamespacedConfigMap({
        namespace: place,
        body: configMap('patched', { a: '1', b: '2' }),
    });
    const patch = async (type, body) => {
        const patched = await core.patchNamespacedConfigMap(
            { namespace: place, name: 'patched', body },
            k8s.setHeaderOptions('Content-Type', type),
        );
        return patched.data;
    };
    const operations = [{ op: 'replace', path: '/data/a', value: 'one' }];
    assert.deepEqual(await patch(k8s.PatchStrategy.JsonPatch, operations), { a: 'one', b: '2' });
    const merge = { data: { b: null, c: '3' } };
    assert.deepEqual(await patch(k8s.PatchStrategy.MergePatch, merge), { a: 'one', c: '3' });
    const strategic = { data: { $patch: 'replace', d: '4' } };
    assert.deepEqual(await patch(k8s.PatchStrategy.StrategicMergePatch, strategic), { d: '4' });
});

test('appliers own fields, conflict and force', async () => {
    const apply = (fieldManager, data, force) =>
        core.patchNamespacedConfigMap(
            {
                namespace: place,
                name: 'applied',
                fieldManager,
                force,
                body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data },
            },
            k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply),
        );
    const mine = await apply('mine', { a: '1', b: '2' });
    assert.deepEqual(
        mine.metadata.managedFields.map((entry) => [entry.manager, entry.operation]),
        [['mine', 'Apply']],
    );

    const refused = await refusal(apply('other', { a: '9', c: '3' }));
    assert.equal(refused.message, 'Apply failed with 1 conflict: conflict with "mine": .data.a');
    assert.equal(refused.details.causes[0].reason, 'FieldManagerConflict');

    const forced = await apply('other', { a: '9', c: '3' }, true);
    assert.deepEqual(forced.data, { a: '9', b: '2', c: '3' });
    const less = await apply('mine', {});
    assert.deepEqual(less.data, { a: '9', c: '3' });
});

test('reads and writes any kind by what discovery says', async () => {
    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    const made = await objects.create({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'any', namespace: place },
        spec: { holderIdentity: 'me' },
    });
    const read = await objects.read(made);
    assert.equal(read.spec.holderIdentity, 'me');
    const version = await config.makeApiClient(k8s.VersionApi).getCode();
    assert.match(version.gitVersion, /^v1\.36\./);
});
