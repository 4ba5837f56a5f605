package dispatcher

import (
	"slices"
	"time"

	"bluemirror/models"
)

// plan makes the deliveries of events. It leases them to this process as far as the webhook's queue has room and
// nothing older waits in the database. It changes nothing: the transaction that asks may fail.
func (ls *lanes) plan(lease int64, events []*models.Event, matched [][]*Target, now time.Time) []models.Delivery {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	rooms, free := map[string]int{}, ls.cfg.MaxQueued-ls.queued
	var out []models.Delivery
	for i, event := range events {
		for _, target := range matched[i] {
			delivery := newDelivery(event, &target.Webhook, now, ls.cfg.Delay)
			room, known := rooms[delivery.WebhookID]
			if !known {
				room = ls.roomFor(delivery.WebhookID)
			}
			if room > 0 && free > 0 {
				delivery.LeasedBy = &lease
				free--
				room--
			} else {
				room = 0 // what follows has to wait behind this one
			}
			rooms[delivery.WebhookID] = room
			out = append(out, delivery)
		}
	}
	return out
}

// roomFor is the room of a lane for new deliveries. The caller holds the lock.
func (ls *lanes) roomFor(id string) int {
	l := ls.byID[id]
	switch {
	case l == nil:
		return ls.cfg.Queue
	case l.backlog:
		return 0
	default:
		return l.room(ls.cfg.Queue)
	}
}

// behind notes that the database holds deliveries for webhooks that did not fit in here.
func (ls *lanes) behind(ids map[string]struct{}) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for id := range ids {
		l := ls.get(id)
		l.backlog = true
		ls.ask(l)
	}
}

// wants returns the lanes that have run short since the last call.
func (ls *lanes) wants() []string {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	out := make([]string, 0, len(ls.wanting))
	for id := range ls.wanting {
		out = append(out, id)
		if l := ls.byID[id]; l != nil {
			l.asked = false
		}
	}
	clear(ls.wanting)
	return out
}

// rooms says how much may be claimed for each of the webhooks, shared fairly when memory is short. A webhook that is named
// twice, because it has run short and has a retry due, is asked for once: its deliveries would be claimed twice.
func (ls *lanes) rooms(ids []string) []Room {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	ls.mu.Lock()
	defer ls.mu.Unlock()
	free := ls.cfg.MaxQueued - ls.queued
	if len(ids) == 0 || free <= 0 {
		return nil
	}
	share := max(1, min(free, claimTotal)/len(ids))
	out := make([]Room, 0, len(ids))
	for _, id := range ids {
		limit := ls.cfg.Queue
		if l := ls.byID[id]; l != nil {
			if limit = l.room(limit); limit == 0 {
				l.backlog = true // what is due now has to be asked for as soon as there is room
			}
		}
		if limit = min(limit, share, free); limit > 0 {
			free -= limit
			out = append(out, Room{WebhookID: id, Limit: limit})
		}
	}
	return out
}

// claimTotal is how many deliveries one claim takes at most, unless each webhook's share would be less than one.
const claimTotal = 2048

// claimed notes, after a claim, which webhooks have more in the database: those that got all that was asked for.
func (ls *lanes) claimed(rooms []Room, jobs []Job) {
	got := map[string]int{}
	for _, job := range jobs {
		got[job.Delivery.WebhookID]++
	}
	ls.add(jobs)
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, room := range rooms {
		more := got[room.WebhookID] >= room.Limit
		if l := ls.byID[room.WebhookID]; l != nil || more {
			l = ls.get(room.WebhookID)
			l.backlog = more
			ls.ask(l)
		}
	}
}
