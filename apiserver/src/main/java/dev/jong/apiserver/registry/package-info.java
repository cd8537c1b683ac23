/// Every verb for every resource, on the store and its watch caches.
@NullMarked
package dev.jong.apiserver.registry;

import org.jspecify.annotations.NullMarked;
