/// Rules in schemas of custom resources (`x-kubernetes-validations`).
@NullMarked
package dev.jong.apiserver.custom.rule;

import org.jspecify.annotations.NullMarked;
