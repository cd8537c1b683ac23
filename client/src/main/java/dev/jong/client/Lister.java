package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.List;

/// Objects by one term of an index, as the informer knows them now.
@FunctionalInterface
public interface Lister<T extends KubernetesObject> {
    List<T> of(String term);
}
