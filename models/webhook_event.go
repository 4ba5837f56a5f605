package models

import "slices"

// WebhookEvent is the name of a kind of change that webhooks can subscribe to.
type WebhookEvent string

// The events that webhooks can subscribe to.
const (
	EventTodoCreated                        WebhookEvent = "TODO_CREATED"
	EventTodoDeleted                        WebhookEvent = "TODO_DELETED"
	EventTodoMoved                          WebhookEvent = "TODO_MOVED"
	EventTodoNameChanged                    WebhookEvent = "TODO_NAME_CHANGED"
	EventTodoDoneStatusUpdated              WebhookEvent = "TODO_DONE_STATUS_UPDATED"
	EventTodoDueDateAdded                   WebhookEvent = "TODO_DUE_DATE_ADDED"
	EventTodoDueDateUpdated                 WebhookEvent = "TODO_DUE_DATE_UPDATED"
	EventTodoDueDateRemoved                 WebhookEvent = "TODO_DUE_DATE_REMOVED"
	EventTodoAssigneeAdded                  WebhookEvent = "TODO_ASSIGNEE_ADDED"
	EventTodoAssigneeRemoved                WebhookEvent = "TODO_ASSIGNEE_REMOVED"
	EventTodoTagAdded                       WebhookEvent = "TODO_TAG_ADDED"
	EventTodoTagRemoved                     WebhookEvent = "TODO_TAG_REMOVED"
	EventTodoCustomFieldUpdated             WebhookEvent = "TODO_CUSTOM_FIELD_UPDATED"
	EventTodoChecklistCreated               WebhookEvent = "TODO_CHECKLIST_CREATED"
	EventTodoChecklistNameChanged           WebhookEvent = "TODO_CHECKLIST_NAME_CHANGED"
	EventTodoChecklistDeleted               WebhookEvent = "TODO_CHECKLIST_DELETED"
	EventTodoChecklistItemCreated           WebhookEvent = "TODO_CHECKLIST_ITEM_CREATED"
	EventTodoChecklistItemNameChanged       WebhookEvent = "TODO_CHECKLIST_ITEM_NAME_CHANGED"
	EventTodoChecklistItemDeleted           WebhookEvent = "TODO_CHECKLIST_ITEM_DELETED"
	EventTodoChecklistItemDueDateAdded      WebhookEvent = "TODO_CHECKLIST_ITEM_DUE_DATE_ADDED"
	EventTodoChecklistItemDueDateUpdated    WebhookEvent = "TODO_CHECKLIST_ITEM_DUE_DATE_UPDATED"
	EventTodoChecklistItemDueDateRemoved    WebhookEvent = "TODO_CHECKLIST_ITEM_DUE_DATE_REMOVED"
	EventTodoChecklistItemAssigneeAdded     WebhookEvent = "TODO_CHECKLIST_ITEM_ASSIGNEE_ADDED"
	EventTodoChecklistItemAssigneeRemoved   WebhookEvent = "TODO_CHECKLIST_ITEM_ASSIGNEE_REMOVED"
	EventTodoChecklistItemDoneStatusUpdated WebhookEvent = "TODO_CHECKLIST_ITEM_DONE_STATUS_UPDATED"
	EventTodoListCreated                    WebhookEvent = "TODO_LIST_CREATED"
	EventTodoListDeleted                    WebhookEvent = "TODO_LIST_DELETED"
	EventTodoListNameChanged                WebhookEvent = "TODO_LIST_NAME_CHANGED"
	EventCustomFieldCreated                 WebhookEvent = "CUSTOM_FIELD_CREATED"
	EventCustomFieldDeleted                 WebhookEvent = "CUSTOM_FIELD_DELETED"
	EventCustomFieldUpdated                 WebhookEvent = "CUSTOM_FIELD_UPDATED"
	EventTagCreated                         WebhookEvent = "TAG_CREATED"
	EventTagDeleted                         WebhookEvent = "TAG_DELETED"
	EventTagUpdated                         WebhookEvent = "TAG_UPDATED"
	EventCommentCreated                     WebhookEvent = "COMMENT_CREATED"
	EventCommentDeleted                     WebhookEvent = "COMMENT_DELETED"
	EventCommentUpdated                     WebhookEvent = "COMMENT_UPDATED"
)

// EventHealthCheck is the event of a health check; it is not a value that a webhook can subscribe to.
const EventHealthCheck WebhookEvent = "WEBHOOK_HEALTH_CHECK"

var webhookEvents = []WebhookEvent{
	EventTodoCreated,
	EventTodoDeleted,
	EventTodoMoved,
	EventTodoNameChanged,
	EventTodoDoneStatusUpdated,
	EventTodoDueDateAdded,
	EventTodoDueDateUpdated,
	EventTodoDueDateRemoved,
	EventTodoAssigneeAdded,
	EventTodoAssigneeRemoved,
	EventTodoTagAdded,
	EventTodoTagRemoved,
	EventTodoCustomFieldUpdated,
	EventTodoChecklistCreated,
	EventTodoChecklistNameChanged,
	EventTodoChecklistDeleted,
	EventTodoChecklistItemCreated,
	EventTodoChecklistItemNameChanged,
	EventTodoChecklistItemDeleted,
	EventTodoChecklistItemDueDateAdded,
	EventTodoChecklistItemDueDateUpdated,
	EventTodoChecklistItemDueDateRemoved,
	EventTodoChecklistItemAssigneeAdded,
	EventTodoChecklistItemAssigneeRemoved,
	EventTodoChecklistItemDoneStatusUpdated,
	EventTodoListCreated,
	EventTodoListDeleted,
	EventTodoListNameChanged,
	EventCustomFieldCreated,
	EventCustomFieldDeleted,
	EventCustomFieldUpdated,
	EventTagCreated,
	EventTagDeleted,
	EventTagUpdated,
	EventCommentCreated,
	EventCommentDeleted,
	EventCommentUpdated,
}

// WebhookEvents are all events that webhooks can subscribe to, in the order in which one call emits them.
func WebhookEvents() []WebhookEvent { return slices.Clone(webhookEvents) }

// Order is the event's place in the order in which one call emits its events; -1 for a name that is none of them.
func (e WebhookEvent) Order() int { return slices.Index(webhookEvents, e) }
