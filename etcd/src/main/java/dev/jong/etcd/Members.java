package dev.jong.etcd;

import dev.jong.etcd.rpc.ClusterGrpc;
import dev.jong.etcd.rpc.LeaseGrpc;
import dev.jong.etcd.rpc.LeaseKeepAliveRequest;
import dev.jong.etcd.rpc.MaintenanceGrpc;
import dev.jong.etcd.rpc.MemberAddRequest;
import dev.jong.etcd.rpc.MemberListRequest;
import dev.jong.etcd.rpc.MemberRemoveRequest;
import dev.jong.etcd.rpc.StatusRequest;
import dev.jong.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The machines that make up one etcd.
public final class Members {
    private static final Duration ONE_TRY = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Requests requests;

    Members(Requests requests) {
        this.requests = requests;
    }

    /// One member.
    ///
    /// @param name empty until it has joined
    /// @param peers where other members reach it
    /// @param clients where clients reach it; empty until it has joined
    public record Member(long id, String name, List<URI> peers, List<URI> clients) {
        public Member {
            peers = List.copyOf(peers);
            clients = List.copyOf(clients);
        }
    }

    public List<Member> list() {
        return list(true);
    }

    /// @param agreed whether a majority has to agree; else it is what one member has heard
    private List<Member> list(boolean agreed) {
        var request = MemberListRequest.newBuilder().setLinearizable(agreed).build();
        return members(requests.read(ClusterGrpc.getMemberListMethod(), request).getMembersList());
    }

    private static List<Member> members(List<dev.jong.etcd.rpc.Member> members) {
        return members.stream().map(Members::member).toList();
    }

    /// Announces a member that is about to start; nothing changes when it is there already.
    ///
    /// @return all members, with the new one
    public List<Member> add(URI peer) {
        var request = MemberAddRequest.newBuilder().addPeerURLs(peer.toString()).build();
        return changed(
                () ->
                        members(
                                requests.change(ClusterGrpc.getMemberAddMethod(), request, ONE_TRY)
                                        .getMembersList()),
                members -> members.stream().anyMatch(each -> each.peers().contains(peer)));
    }

    /// Lets the others go on without a member; nothing changes when it is gone already.
    public void remove(long id) {
        var request = MemberRemoveRequest.newBuilder().setID(id).build();
        changed(
                () ->
                        members(
                                requests.change(
                                                ClusterGrpc.getMemberRemoveMethod(),
                                                request,
                                                ONE_TRY)
                                        .getMembersList()),
                members -> members.stream().noneMatch(each -> each.id() == id));
    }

    /// A change of members that meets an election, or a member that has not heard of the change
    /// before, may be lost without a word or refused: what became of it is looked up, and it is
    /// asked for again. One member is asked what it has heard: a majority may not be there before
    /// the new member has started.
    private List<Member> changed(Supplier<List<Member>> change, Predicate<List<Member>> done) {
        var until = System.nanoTime() + requests.patience().toNanos();
        while (true) {
            var before = list(false);
            if (done.test(before)) {
                return before;
            }
            try {
                return change.get();
            } catch (StoreException.Undecided
                    | StoreException.Unavailable
                    | StoreException.Unusable e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Member member(dev.jong.etcd.rpc.Member member) {
        return new Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList().stream().map(URI::create).toList(),
                member.getClientURLsList().stream().map(URI::create).toList());
    }

    /// The version that runs at an endpoint, when it answers.
    Optional<String> version(Endpoint endpoint) {
        try {
            return Optional.of(
                    ClientCalls.blockingUnaryCall(
                                    endpoint.channel(),
                                    MaintenanceGrpc.getStatusMethod(),
                                    within(),
                                    StatusRequest.getDefaultInstance())
                            .getVersion());
        } catch (StatusRuntimeException _) {
            return Optional.empty();
        }
    }

    /// How many bytes the database takes at the member that is asked.
    long bytes() {
        return requests.read(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance())
                .getDbSize();
    }

    boolean keepAlive(long lease) {
        return requests.first(
                                LeaseGrpc.getLeaseKeepAliveMethod(),
                                LeaseKeepAliveRequest.newBuilder().setID(lease).build())
                        .getTTL()
                > 0;
    }

    private static CallOptions within() {
        return CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
